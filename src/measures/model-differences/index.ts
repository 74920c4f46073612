import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { type ModelDifference, modelDifferences, modelDifferencesId } from './compute.ts';
import { differenceSummary, differenceTables } from './tables.ts';

export const modelDifferencesMeasure: Measure<readonly ModelDifference[]> = {
  id: modelDifferencesId,
  title: 'Which models differ in misalignment by more than chance?',
  needs: ['judgments'],
  compute({ judgments }, { rateMargin }) {
    return judgments === null ? null : someOf(modelDifferences(judgments, rateMargin));
  },
  json: (result) => ({ modelDifferences: result ?? [] }),
  rows: (result) => flatRows('model_difference', result),
  within: entriesWithin,
  tables: [{ order: 40, make: differenceTables }],
  summary: differenceSummary,
  methods: [
    {
      about: 'statistics',
      order: 30,
      make: () => [
        'Models are compared on the same scenarios by exact sign-flip tests over clusters, or by Welch’s t over clusters where they share no scenario, Holm-adjusted within each dataset over all pairs of models and attacks; letters are Piepho’s compact letter display.',
      ],
    },
  ],
};
