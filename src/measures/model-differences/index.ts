import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { type ModelDifference, modelDifferences, modelDifferencesId } from './compute.ts';
import { differenceTables } from './tables.ts';

export const modelDifferencesMeasure: Measure<readonly ModelDifference[]> = {
  id: modelDifferencesId,
  title: 'Which models differ in misalignment by more than chance?',
  needs: ['judgments'],
  compute({ judgments }) {
    return judgments === null ? null : someOf(modelDifferences(judgments));
  },
  json: (result) => ({ modelDifferences: result ?? [] }),
  rows: (result) => flatRows('model_difference', result),
  within: entriesWithin,
  tables: [{ order: 40, make: differenceTables }],
  methods: [
    {
      about: 'statistics',
      order: 30,
      make: () => [
        'Models are compared on the same scenarios by exact McNemar tests, Holm-adjusted over the pairs of models of a dataset and attack; letters are Piepho’s compact letter display.',
      ],
    },
  ],
};
