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
  rows({ self, family, raters, n, scenarios }) {
    const effects = {
      self_gap: self.gap,
      self_interaction: self.interaction,
      self_interaction_over_family: self.interactionOverFamily,
      family_gap: family.gap,
      family_interaction: family.interaction,
    };
    return [
      ...flatRows(
        'self_preference',
        Object.entries(effects).map(([effect, estimate]) => ({ effect, ...estimate, n, scenarios })),
      ),
      ...flatRows('self_preference_rater', raters),
    ];
  },
  // Over all explanations: they are of no one dataset here.
  within: (result) => result,
  tables: [{ order: 130, make: preferenceTables }],
};
