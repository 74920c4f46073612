import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { type PackDifference, packDifferences, packDifferencesId } from './compute.ts';
import { packsFinding } from './finding.ts';
import { packDifferenceTables } from './tables.ts';

export const packDifferencesMeasure: Measure<readonly PackDifference[]> = {
  id: packDifferencesId,
  title: 'Does another prompt pack give another answer?',
  needs: ['judgments', 'packs'],
  compute({ judgments, packs }, { rateMargin }) {
    if (judgments === null || packs === null) return null;
    return someOf(packDifferences({ pack: packs.counted, judgments }, packs.others, rateMargin));
  },
  json: (result) => ({ packDifferences: result ?? [] }),
  rows: (result) => flatRows('pack_difference', result),
  within: entriesWithin,
  tables: [{ order: 45, make: packDifferenceTables }],
  findings: [{ order: 35, make: packsFinding }],
  methods: [
    {
      about: 'statistics',
      order: 35,
      make: () => [
        'Prompt packs are compared on the same scenarios by exact sign-flip tests over clusters, Holm-adjusted within each dataset over all packs, models and attacks.',
      ],
    },
  ],
};
