import { formatCount, formatDecimal, names, rateCell } from '../../tables/format.ts';
import type { Cell, Table } from '../../tables/table.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type ModelReadability, readabilityId } from '../readability/compute.ts';
import { agreeabilityId, type ExplainerAgreeability } from './compute.ts';
import { agreedCell } from './tables.ts';

interface Explainer {
  readonly model: string;
  readonly agreed: ExplainerAgreeability | undefined;
  readonly text: ModelReadability | undefined;
}

/**
 * One line an explainer over what the other tables show one by one, so that small and large models can be compared
 * at a glance. Nothing where explanations were not read by models: the other tables say all there is then.
 */
export function sideBySideTables(results: StudyResults): Table[] {
  const agreeability = resultOf(results, agreeabilityId)?.explainers ?? [];
  const readability = resultOf(results, readabilityId) ?? [];
  if (agreeability.length === 0 || readability.length === 0) return [];
  const explainers = names([...readability, ...agreeability], (entry) =>
    'explainer' in entry ? entry.explainer : entry.model,
  )
    .map((model) => ({
      model,
      agreed: agreeability.find(({ explainer }) => explainer === model),
      text: readability.find((entry) => entry.model === model),
    }))
    .sort((one, other) => trust(other) - trust(one));
  return [sideBySide(explainers)];
}

function sideBySide(explainers: readonly Explainer[]): Table {
  const right = 'right' as const;
  const grouped = explainers.some(({ text }) => (text?.namesGroup.n ?? 0) > 0);
  return {
    title: 'Explanations side by side',
    lead: `Whom other models trust, and how each writes: Flesch ease (higher is easier), Flesch–Kincaid grade, words an explanation${grouped ? ', how often it names the group' : ''}. Most trusted first; the tables below say more.`,
    columns: [
      { label: 'explainer' },
      { label: 'others agree', align: right },
      { label: 'Flesch ease', align: right },
      { label: 'grade', align: right },
      { label: 'words, median', align: right },
      ...(grouped ? [{ label: 'names the group', align: right }] : []),
      { label: 'explanations', align: right, expendable: 'first' },
    ],
    rows: explainers.map(({ model, agreed, text }): Cell[] => [
      model,
      agreed === undefined ? '—' : agreedCell(agreed.byOthers),
      valueCell(text, ({ indices }) => indices.fleschReadingEase.pooled),
      valueCell(text, ({ indices }) => indices.fleschKincaidGrade.pooled),
      valueCell(text, ({ length }) => length.median),
      ...(grouped ? [groupCell(text)] : []),
      text === undefined ? '—' : formatCount(text.explanations),
    ]),
  };
}

// No rate is below 0, so explainers that nobody else has read come last.
function trust({ agreed }: Explainer): number {
  return agreed?.byOthers.rate ?? -1;
}

function valueCell(
  text: ModelReadability | undefined,
  value: (text: ModelReadability) => number | null,
): string {
  return text === undefined ? '—' : formatDecimal(value(text), 1);
}

function groupCell(text: ModelReadability | undefined): Cell {
  return rateCell(text === undefined || text.namesGroup.n === 0 ? undefined : text.namesGroup);
}
