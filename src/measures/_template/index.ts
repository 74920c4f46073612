import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { biasedShareFigures } from './charts.ts';
import { type BiasedShareResult, biasedShare, biasedShareId } from './compute.ts';
import { biasedShareTables } from './tables.ts';

/** A small measure to copy: see docs/add-a-measure.md. It is not in the registry. */
export const biasedShareMeasure: Measure<BiasedShareResult> = {
  id: biasedShareId,
  title: 'How often does a model call a scenario biased?',
  needs: ['judgments'],
  compute({ judgments }) {
    return judgments === null ? null : someOf(biasedShare(judgments));
  },
  json: (result) => ({ biasedShare: result ?? [] }),
  rows: (result) => flatRows('biased_share', result),
  within: entriesWithin,
  tables: [{ order: 300, make: biasedShareTables }],
  charts: [{ order: 300, make: biasedShareFigures }],
  methods: [
    {
      about: 'statistics',
      order: 300,
      make: () => ['The share of biased verdicts is of all verdicts, with Wilson’s 95% interval.'],
    },
  ],
};
