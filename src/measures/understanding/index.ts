import { formatCount, joined } from '../../tables/format.ts';
import { markdownText } from '../../tables/markdown.ts';
import { flatRows } from '../../tables/table.ts';
import type { Measure } from '../measure.ts';
import { type PeoplesUnderstanding, ratingAgreement, understanding, understandingId } from './compute.ts';
import { understandingTables } from './tables.ts';

export const understandingMeasure: Measure<PeoplesUnderstanding> = {
  id: understandingId,
  title: 'How well do people understand the explanations, and do the raters agree?',
  needs: ['ratings'],
  compute({ ratings }, { margin, ...options }) {
    if (ratings === null || ratings.item.length === 0) return null;
    return {
      scale: [...ratings.scale],
      ...understanding(ratings, margin),
      agreement: ratingAgreement(ratings, options),
    };
  },
  json: (result) => ({ understanding: result }),
  rows({ models, kruskalWallis, pairs, margin, agreement }) {
    const { fleissKappa, alphaOrdinal, ac2, raw, ratings, raters } = agreement;
    const coefficients = { fleiss_kappa: fleissKappa, alpha_ordinal: alphaOrdinal, ac2, raw };
    return [
      ...flatRows('understanding', models),
      ...flatRows('understanding_test', kruskalWallis === null ? [] : [kruskalWallis]),
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
  methods: [{ about: 'data', order: 10, make: ratingSentences }],
};

function ratingSentences({ scale, models, agreement }: PeoplesUnderstanding): string[] {
  const items = models.reduce((sum, model) => sum + model.items, 0);
  const ratings = models.reduce((sum, model) => sum + model.ratings, 0);
  return [
    `${agreement.raters} people rated ${formatCount(items)} explanations of ${joined(models.map(({ model }) => markdownText(model)))} on a scale of ${joined(scale.map(String))}, not knowing who wrote them: ${formatCount(ratings)} ratings.`,
  ];
}
