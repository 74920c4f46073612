import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { controlsFigures } from './charts.ts';
import { type Controls, controls, controlsId } from './compute.ts';
import { controlsSummary, controlsTables } from './tables.ts';

/** A line of a CSV has no room for a curve. */
function withoutCurve({ certainty, ...entry }: Controls): object {
  if (certainty === undefined) return entry;
  const { curve, ...numbers } = certainty;
  return { ...entry, certainty: numbers };
}

export const controlsMeasure: Measure<readonly Controls[]> = {
  id: controlsId,
  title: 'Does a model tell biased from unbiased scenarios, or does it call everything biased?',
  needs: ['judgments'],
  compute({ judgments, clusters }) {
    return judgments === null || clusters === null ? null : someOf(controls(judgments, clusters));
  },
  json: (result) => ({ controls: result ?? [] }),
  rows: (result) => flatRows('controls', result.map(withoutCurve)),
  within: entriesWithin,
  tables: [{ order: 50, make: controlsTables }],
  charts: [{ order: 50, make: controlsFigures }],
  summary: controlsSummary,
  methods: [
    {
      about: 'statistics',
      order: 40,
      make: (result) => [
        'Sensitivity d′ is log-linearly corrected; its interval is a t interval over the clusters’ influences, and none is given where hits, misses, false alarms or correct rejections occur in fewer than three clusters.',
        ...(result.some(({ certainty }) => certainty !== undefined)
          ? [
              'For judges that say P(BIASED) and P(UNBIASED), the area under the receiver operating characteristic is given with an interval over clusters (Obuchowski 1997), and d_a, the standard normal quantile of the area times the square root of 2.',
            ]
          : []),
      ],
    },
  ],
};
