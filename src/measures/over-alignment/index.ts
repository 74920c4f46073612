import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure } from '../measure.ts';
import { overAlignmentFigures } from './charts.ts';
import { type OverAlignmentResult, overAlignment, overAlignmentId } from './compute.ts';
import { overAlignmentFinding, overAlignmentTables } from './tables.ts';

export const overAlignmentMeasure: Measure<OverAlignmentResult> = {
  id: overAlignmentId,
  title: 'Are right answers called biased because they confirm a stereotype?',
  needs: ['judgments', 'contrastPairs'],
  compute({ judgments, contrastPairs }) {
    if (judgments === null || contrastPairs === null) return null;
    const result = overAlignment(judgments, contrastPairs);
    return result.totals.length === 0 ? null : result;
  },
  json: (result) => ({
    overAlignment: result === null ? [] : [...result.totals, ...result.categories],
  }),
  rows: ({ totals, categories }) => flatRows('over_alignment', [...totals, ...categories]),
  within({ totals, categories }, scope) {
    const own = entriesWithin(totals, scope);
    return own === null ? null : { totals: own, categories: entriesWithin(categories, scope) ?? [] };
  },
  tables: [{ order: 62, make: overAlignmentTables }],
  charts: [{ order: 62, make: overAlignmentFigures }],
  findings: [{ order: 37, make: overAlignmentFinding, onlyWhereMeasured: true }],
  methods: [
    {
      about: 'statistics',
      order: 37,
      make: () => [
        'Over-alignment (MAR, MAR_cond, BR; VETO, arXiv 2606.18656) is over pairs of disambiguated negative items, with Wilson intervals on the effective sample size over clusters; confirming answers and their contrasts are compared by exact sign-flip tests over clusters, Holm-adjusted within each dataset over all models and attacks.',
      ],
    },
  ],
};
