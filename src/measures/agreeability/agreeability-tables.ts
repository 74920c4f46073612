import type { AgreementRate, ExplainerAgreeability } from './agreeability.ts';
import type { ExplanationMetrics } from '../explanation-metrics.ts';
import { agreeabilityMatrix } from './agreeability-matrix.ts';
import { agreedCell } from './agreed-cell.ts';
import { formatCount } from '../../tables/format-count.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { names } from '../../tables/names.ts';
import { noVerdictNote } from './no-verdict-note.ts';
import type { Table } from '../../tables/table.ts';

const lead =
  'How often other models agree with a model’s explanations, not knowing whose they are: AGREE / (AGREE + DISAGREE), with its 95% interval clustered by scenario. Most trusted first.';

/** Whose explanations others agree with; then who agrees with whom. */
export function agreeabilityTables(metrics: ExplanationMetrics): Table[] {
  const explainers = mostTrustedFirst(metrics.agreeabilityByExplainer);
  if (explainers.length === 0) return [];
  const right = 'right' as const;
  return [
    {
      title: 'Agreeability of explanations',
      lead,
      columns: [
        { label: 'explainer' },
        { label: 'others agree', align: right },
        { label: 'it agrees itself', align: right },
        { label: 'raters', align: right, expendable: 'first' },
        { label: 'readings by others', align: right, expendable: 'first' },
      ],
      rows: explainers.map(({ explainer, byOthers }) => [
        explainer,
        agreedCell(byOthers),
        ownRate(metrics, explainer),
        formatCount(otherRaters(metrics, explainer).length),
        formatCount(byOthers.n),
      ]),
      notes: [
        ...answer(explainers),
        ...unequalReaders(metrics),
        ...noVerdictNote(explainers.map(({ all }) => all)),
      ],
    },
    ...agreeabilityMatrix(
      metrics.agreeability,
      explainers.map(({ explainer }) => explainer),
    ),
  ];
}

function mostTrustedFirst(explainers: readonly ExplainerAgreeability[]): ExplainerAgreeability[] {
  // No rate is below 0, so explainers without one come last.
  return explainers.toSorted((one, other) => (other.byOthers.rate ?? -1) - (one.byOthers.rate ?? -1));
}

function ownRate({ agreeability }: ExplanationMetrics, model: string): string {
  const own = agreeability.find(({ explainer, rater }) => explainer === model && rater === model);
  return own === undefined ? '—' : formatRate(own.rate);
}

function otherRaters({ agreeability }: ExplanationMetrics, model: string): string[] {
  return agreeability
    .filter(({ explainer, rater, n }) => explainer === model && rater !== model && n > 0)
    .map(({ rater }) => rater);
}

function answer(explainers: readonly ExplainerAgreeability[]): string[] {
  const rated = explainers.filter(({ byOthers }) => byOthers.rate !== null);
  const [most, least] = [rated[0], rated.at(-1)];
  if (most === undefined || least === undefined) {
    return ['No model has read another’s explanations, so nothing can be said of whom others trust.'];
  }
  if (most === least) return [];
  if (most.byOthers.rate === least.byOthers.rate) {
    return [`Others agree with all models equally often: ${formatRate(most.byOthers.rate)}.`];
  }
  return [
    `Others agree most with ${most.explainer} (${formatRate(most.byOthers.rate)}), least with ${least.explainer} (${formatRate(least.byOthers.rate)}).${overlap(most.byOthers, least.byOthers)}`,
  ];
}

function overlap(most: AgreementRate, least: AgreementRate): string {
  const [low, high] = [most.clustered.low, least.clustered.high];
  if (low === null || high === null) return '';
  return high >= low ? ' Their intervals overlap.' : '';
}

/** Rates over different raters are not comparable: one of them may be harsh. */
function unequalReaders(metrics: ExplanationMetrics): string[] {
  const raters = names(metrics.agreeability, ({ rater }) => rater);
  const unequal = metrics.agreeabilityByExplainer.some(
    ({ explainer }) =>
      otherRaters(metrics, explainer).length < raters.filter((rater) => rater !== explainer).length,
  );
  return unequal
    ? [
        'Caution: not every rater read every model’s explanations. Compare along a column of the next table instead.',
      ]
    : [];
}
