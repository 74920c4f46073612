import { ratingQuestion } from '../../core/rating.ts';
import { formatCount, joined } from '../../tables/format.ts';
import { markdownText } from '../../tables/markdown.ts';
import { flatRows } from '../../tables/table.ts';
import type { Measure } from '../measure.ts';
import { type PeoplesUnderstanding, ratingAgreement, understanding, understandingId } from './compute.ts';
import { understandingSummary, understandingTables } from './tables.ts';

export const understandingMeasure: Measure<PeoplesUnderstanding> = {
  id: understandingId,
  title: 'Do people say that explanations show why a scenario is biased, and do the raters agree?',
  needs: ['ratings'],
  compute({ ratings }, options) {
    if (ratings === null || ratings.item.length === 0) return null;
    return {
      scale: [...ratings.scale],
      ...understanding(ratings, options),
      agreement: ratingAgreement(ratings),
    };
  },
  json: (result) => ({ understanding: result }),
  rows({ models, friedman, pairs, margin, agreement }) {
    const { raw, ac2, fleissKappa, alphaOrdinal, ratings, raters } = agreement;
    const coefficients = { raw, ac2, fleiss_kappa: fleissKappa, alpha_ordinal: alphaOrdinal };
    return [
      ...flatRows('understanding', models),
      ...flatRows('understanding_test', friedman === null ? [] : [friedman]),
      ...flatRows(
        'understanding_pair',
        pairs.map((pair) => ({ ...pair, margin })),
      ),
      ...flatRows(
        'rating_agreement',
        Object.entries(coefficients).map(([coefficient, estimate]) => ({
          coefficient,
          ...estimate,
          ratings,
          raters,
        })),
      ),
    ];
  },
  // Over all explanations: they are of no one dataset here.
  within: (result) => result,
  tables: [{ order: 150, make: understandingTables }],
  summary: understandingSummary,
  methods: [
    { about: 'data', order: 10, make: ratingSentences },
    {
      about: 'statistics',
      order: 70,
      make: ({ margin }) => [
        `People’s ratings of models are compared within scenarios: by Friedman’s test (with gaps, by that of Skillings and Mack), pairs of models by the sign-flip test of the scenarios’ differences and by two one-sided paired t tests with a margin of ${margin} points, each adjusted by Holm over all pairs of models.`,
      ],
    },
  ],
};

function ratingSentences({ scale, models, agreement }: PeoplesUnderstanding): string[] {
  const items = models.reduce((sum, model) => sum + model.items, 0);
  const ratings = models.reduce((sum, model) => sum + model.ratings, 0);
  return [
    `${agreement.raters} people were asked “${ratingQuestion}” of ${formatCount(items)} explanations of ${joined(models.map(({ model }) => markdownText(model)))} and answered on a scale of ${joined(scale.map(String))}, not knowing who wrote them: ${formatCount(ratings)} ratings.`,
  ];
}
