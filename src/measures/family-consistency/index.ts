import { type FlatRow, flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { consistencyFigures } from './charts.ts';
import { type FamilyConsistency, familyConsistency, familyConsistencyId } from './compute.ts';
import { familyConsistencyTables, familyMatrixTables } from './tables.ts';

export const familyConsistencyMeasure: Measure<readonly FamilyConsistency[]> = {
  id: familyConsistencyId,
  title: 'Do models of one family judge more alike than models of different families?',
  needs: ['judgments'],
  compute({ judgments, clusters }, options) {
    if (judgments === null || clusters === null) return null;
    const compared = familyConsistency(judgments, options, clusters);
    return someOf(compared.filter(({ pairs }) => pairs.some(({ n }) => n > 0)));
  },
  json: (result) => ({ familyConsistency: result ?? [] }),
  rows: (result) => result.flatMap(rowsOf),
  within: entriesWithin,
  tables: [
    { order: 180, make: familyConsistencyTables },
    { order: 200, make: familyMatrixTables },
  ],
  charts: [{ order: 70, make: consistencyFigures }],
};

function rowsOf({ attack, order, pairs, stability, ...pooled }: FamilyConsistency): FlatRow[] {
  const familyOf = new Map(order.map(({ model, family }) => [model, family]));
  return [
    ...flatRows('family_consistency', [{ attack, ...pooled }]),
    ...flatRows(
      'family_pair',
      pairs.map((pair) => ({ attack, ...pair })),
    ),
    ...flatRows(
      'repeat_stability',
      stability.map((entry) => ({ attack, ...entry, family: familyOf.get(entry.model) ?? null })),
    ),
  ];
}
