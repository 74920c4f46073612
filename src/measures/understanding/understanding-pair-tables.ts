import type { PeoplesUnderstanding } from '../explanation-metrics.ts';
import type { UnderstandingPair } from './understanding.ts';
import { decimalCell } from '../../tables/decimal-cell.ts';
import { formatP } from '../../tables/format-p.ts';
import { modelMatrix, mostListedModels } from '../consistency/model-matrix.ts';
import { significanceLevel } from '../../tables/significance-level.ts';
import type { Cell, Table } from '../../tables/table.ts';

/** What is known of two models: `open` where neither a difference nor its absence is shown. */
type Verdict = 'differ' | 'alike' | 'differ, hardly' | 'open';

/** Which models differ and which are alike. Few models: every pair in a row. Many: a matrix of signs. */
export function understandingPairTables(understanding: PeoplesUnderstanding): Table[] {
  const { pairs } = understanding;
  if (pairs.length === 0) return [];
  const models = understanding.models
    .filter(({ model }) => pairs.some((pair) => pair.models.includes(model)))
    .toSorted((one, other) => (other.mean ?? 0) - (one.mean ?? 0))
    .map(({ model }) => model);
  return [models.length <= mostListedModels ? list(understanding) : matrix(understanding, models)];
}

const title = 'Understanding: which models differ';

function list({ pairs, margin }: PeoplesUnderstanding): Table {
  const right = 'right' as const;
  return {
    title,
    lead: `Two models differ where Dunn’s test says so; they are alike where their means are shown to differ by less than ${margin} points. Where neither is shown the question is open.`,
    columns: [
      { label: 'model' },
      { label: 'compared with' },
      { label: 'difference of means', align: right },
      { label: 'p differ', align: right },
      { label: 'p alike', align: right },
      { label: 'shown' },
    ],
    rows: pairs.map((pair) => [
      pair.models[0],
      pair.models[1],
      difference(pair),
      pair.pHolm === null ? '—' : formatP(pair.pHolm),
      pair.equivalencePHolm === null ? '—' : formatP(pair.equivalencePHolm),
      verdictOf(pair),
    ]),
    notes: notes(pairs, margin),
  };
}

function difference({ equivalence }: UnderstandingPair): Cell {
  return equivalence === null ? '—' : decimalCell(equivalence.difference, equivalence);
}

function verdictOf({ pHolm, equivalencePHolm }: UnderstandingPair): Verdict {
  const differ = pHolm !== null && pHolm < significanceLevel;
  const alike = equivalencePHolm !== null && equivalencePHolm < significanceLevel;
  if (differ) return alike ? 'differ, hardly' : 'differ';
  return alike ? 'alike' : 'open';
}

const signs = { differ: '≠', alike: '=', 'differ, hardly': '≈', open: '·' } as const satisfies Record<
  Verdict,
  string
>;

/** Models in the order of their means. */
function matrix({ pairs, margin }: PeoplesUnderstanding, models: readonly string[]): Table {
  const find = (one: string, other: string) =>
    pairs.find((pair) => pair.models.includes(one) && pair.models.includes(other));
  return {
    title,
    lead: `≠ the two models differ (Dunn’s test). = their means are shown to differ by less than ${margin} points. ≈ both: a difference, but a small one. · neither is shown: open.`,
    ...modelMatrix(models, (model, other, i, j) => {
      const pair = i > j ? find(model, other) : undefined;
      return pair === undefined ? '' : signs[verdictOf(pair)];
    }),
    notes: notes(pairs, margin),
  };
}

function notes(pairs: readonly UnderstandingPair[], margin: number): string[] {
  const count = (verdict: Verdict) => pairs.filter((pair) => verdictOf(pair) === verdict).length;
  const hardly = count('differ, hardly');
  return [
    `Of ${pairs.length} pairs shown to differ: ${count('differ') + hardly}; shown to be within ${margin} points: ${count('alike') + hardly}; open: ${count('open')}.`,
    'Dunn’s test and two one-sided t tests over the items’ means, each adjusted by Holm over all pairs (p < .05); intervals of 90%.',
  ];
}
