import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { twinFigures } from './charts.ts';
import { type TwinAsymmetry, twinAsymmetry, twinsId } from './compute.ts';
import { twinsFinding, twinTables } from './tables.ts';

export const twinsMeasure: Measure<readonly TwinAsymmetry[]> = {
  id: twinsId,
  title: 'Does the verdict depend on which group it is about?',
  needs: ['twins'],
  compute({ twins }) {
    return twins === null ? null : someOf(twinAsymmetry(twins));
  },
  json: (result) => ({ twins: result ?? [] }),
  rows: (result) => flatRows('twin', result),
  within: entriesWithin,
  tables: [{ order: 64, make: twinTables }],
  charts: [{ order: 64, make: twinFigures }],
  findings: [{ order: 38, make: twinsFinding, onlyWhereMeasured: true }],
  methods: [
    {
      about: 'statistics',
      order: 38,
      make: () => [
        'Scenarios and their twins, alike but for the group, are compared by exact sign-flip tests over clusters, Holm-adjusted within each dataset over all groups, models and attacks.',
      ],
    },
  ],
};
