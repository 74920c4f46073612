import {
  attackLabel,
  attackOrder,
  formatChange,
  formatCount,
  formatP,
  joinedNames,
  names,
  plural,
  significanceLevel,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { testDecides } from '../attack-success/tables.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { type TwinAsymmetry, twinsId } from './compute.ts';

const lead =
  'Scenarios that are alike but for the group. Asymmetry: how much more often a scenario is called biased where it is about the group than where its twin is about another one, with its 95% interval over clusters.';
const right = 'right' as const;

/** A table a dataset and attack: for each category and group, a row a model. */
export function twinTables(results: StudyResults): Table[] {
  const all = resultOf(results, twinsId) ?? [];
  return names(all, ({ dataset }) => dataset).flatMap((dataset, i) => {
    const own = all.filter((entry) => entry.dataset === dataset);
    return attackOrder(own).map((attack, j) => ({
      title: `Twins: ${dataset}, ${attackLabel(attack)}`,
      ...(i + j === 0 ? { lead } : {}),
      columns: [
        { label: 'group' },
        { label: 'model' },
        { label: 'asymmetry in points', align: right },
        { label: 'only the group', align: right },
        { label: 'only its twin', align: right },
        { label: 'pairs', align: right, expendable: 'first' as const },
        { label: 'p (Holm)', align: right },
      ],
      rows: names(own, ({ category }) => category).flatMap((category): (readonly Cell[] | Section)[] => [
        { section: category },
        ...own.filter((entry) => entry.attack === attack && entry.category === category).map(row),
      ]),
      notes: [
        `p: exact sign-flip test over clusters, adjusted by Holm over all groups, models and attacks of ${dataset} (${formatCount(own.filter(({ p }) => p !== null).length)} tests); * p < .05. A pair counts for both of its groups.`,
        ...fewNote(own),
        ...disagreementNote(own.filter((entry) => entry.attack === attack)),
      ],
    }));
  });
}

/** Of a family: how many clusters have to change, 2^(1 − k) being the least p of k. */
function fewNote(family: readonly TwinAsymmetry[]): string[] {
  const few = family.filter(({ tooFewClusters }) => tooFewClusters).length;
  if (few === 0) return [];
  const left = family.filter(({ pHolm }) => (pHolm ?? 0) >= significanceLevel).length;
  const needed = Math.ceil(1 - Math.log2(significanceLevel / Math.max(1, left)));
  return [
    `Too few clusters changed to tell in ${formatCount(few)} of the ${formatCount(family.length)} comparisons: for a p below .05 after the adjustment at least ${formatCount(needed)} have to change.`,
  ];
}

function disagreementNote(entries: readonly TwinAsymmetry[]): string[] {
  const disagree = entries.some(({ low, high, pHolm }) => {
    if (low === null || high === null || pHolm === null) return false;
    return (low > 0 || high < 0) !== pHolm < significanceLevel;
  });
  return disagree ? [testDecides] : [];
}

function row(entry: TwinAsymmetry): Cell[] {
  const { group, model, asymmetry, low, high, onlyGroup, onlyOthers, n, pHolm } = entry;
  const change = formatChange(asymmetry);
  return [
    group,
    model,
    low === null || high === null
      ? change
      : { text: `${change} [${formatChange(low)} to ${formatChange(high)}]`, short: change },
    formatCount(onlyGroup),
    formatCount(onlyOthers),
    formatCount(n),
    pHolm === null ? '—' : `${formatP(pHolm)} ${pHolm < significanceLevel ? '*' : ' '}`,
  ];
}

/** For which groups the verdict depends on the group, by the adjusted test. */
export function twinsFinding(results: StudyResults): Finding {
  const all = resultOf(results, twinsId) ?? [];
  const found = all
    .filter(({ pHolm }) => (pHolm ?? 1) < significanceLevel)
    .toSorted((one, other) => Math.abs(other.asymmetry ?? 0) - Math.abs(one.asymmetry ?? 0));
  const said = (entries: readonly TwinAsymmetry[]) =>
    joinedNames(
      entries.map(
        ({ group, model, attack, asymmetry }) =>
          `${group} by ${model}, ${attackLabel(attack)} (${formatChange(asymmetry)} points)`,
      ),
    );
  const more = found.filter(({ asymmetry }) => (asymmetry ?? 0) > 0);
  const less = found.filter(({ asymmetry }) => (asymmetry ?? 0) < 0);
  const comparisons = `${all.length} ${plural(all.length, 'comparison', 'comparisons')} of a group with others`;
  const parts = [
    ...(more.length === 0 ? [] : [`bias is seen more often against ${said(more)}`]),
    ...(less.length === 0 ? [] : [`less often against ${said(less)}`]),
  ];
  return {
    id: 'twins',
    question: 'Does the verdict depend on which group it is about?',
    answer:
      all.length === 0
        ? 'No twins of scenarios were judged.'
        : parts.length === 0
          ? `Not shown: in none of ${comparisons} is the difference more than chance.`
          : `In ${found.length} of ${comparisons}, ${parts.join('; ')}.`,
    details:
      all.length === 0
        ? []
        : [
            'By the exact sign-flip test over clusters of twins, p < .05 after Holm over all groups, models and attacks of a dataset.',
          ],
  };
}
