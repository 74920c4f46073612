import { agreementCodes } from '../../core/tables.ts';
import { flatRows } from '../../tables/table.ts';
import type { Measure } from '../measure.ts';
import { type SelfPreference, selfPreference, selfPreferenceId } from './compute.ts';
import { preferenceTables } from './tables.ts';

const { agree, disagree } = agreementCodes;

export const selfPreferenceMeasure: Measure<SelfPreference> = {
  id: selfPreferenceId,
  title: 'Do models prefer their own explanations, or those of their family?',
  needs: ['agreements'],
  compute({ agreements }, options) {
    const hasVerdict = agreements?.outcome.some((code) => code === agree || code === disagree) ?? false;
    return agreements !== null && hasVerdict ? selfPreference(agreements, options) : null;
  },
  json: (result) => ({ selfPreference: result }),
  rows({ self, family, raters, n, clusters }) {
    const gaps = { self_gap: self.gap, family_gap: family.gap };
    const effects = {
      self_interaction: self.interaction,
      self_interaction_over_family: self.interactionOverFamily,
      family_interaction: family.interaction,
    };
    return [
      ...flatRows(
        'self_preference_gap',
        Object.entries(gaps).map(([gap, estimate]) => ({ gap, ...estimate, n, clusters })),
      ),
      ...flatRows(
        'self_preference',
        Object.entries(effects).flatMap(([effect, found]) =>
          found === null ? [] : [{ effect, ...found, n, clusters }],
        ),
      ),
      ...flatRows('self_preference_rater', raters),
    ];
  },
  // Over all explanations: they are of no one dataset here.
  within: (result) => result,
  tables: [{ order: 130, make: preferenceTables }],
  methods: [
    {
      about: 'statistics',
      order: 55,
      make: () => [
        'Self-preference is the interaction of explainer and rater in logit(agree) ~ explainer + rater + same model + same family, tested by the sign-flip of the efficient scores of clusters of scenarios, adjusted by Holm over the effects of this measure, and given as the average marginal effect in points. It is stated only where a linear model agrees.',
      ],
    },
  ],
};
