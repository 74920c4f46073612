import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { controlsFigures } from './charts.ts';
import { type Controls, controls, controlsId } from './compute.ts';
import { controlsTables } from './tables.ts';

export const controlsMeasure: Measure<readonly Controls[]> = {
  id: controlsId,
  title: 'Does a model tell biased from unbiased scenarios, or does it call everything biased?',
  needs: ['judgments'],
  compute({ judgments, clusters }) {
    return judgments === null || clusters === null ? null : someOf(controls(judgments, clusters));
  },
  json: (result) => ({ controls: result ?? [] }),
  rows: (result) => flatRows('controls', result),
  within: entriesWithin,
  tables: [{ order: 50, make: controlsTables }],
  charts: [{ order: 50, make: controlsFigures }],
  methods: [
    {
      about: 'statistics',
      order: 40,
      make: () => [
        'Sensitivity d′ is log-linearly corrected; its interval is a t interval over the clusters’ influences, and none is given where hits, misses, false alarms or correct rejections occur in fewer than three clusters.',
      ],
    },
  ],
};
