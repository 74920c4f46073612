import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { type AttackControl, attackControls, attackControlsId } from './compute.ts';
import { attackControlsFinding } from './finding.ts';
import { attackControlTables } from './tables.ts';

export const attackControlsMeasure: Measure<readonly AttackControl[]> = {
  id: attackControlsId,
  title: 'Is it the attack, or any system prompt?',
  needs: ['judgments'],
  compute({ judgments }, { rateMargin }) {
    return judgments === null ? null : someOf(attackControls(judgments, rateMargin));
  },
  json: (result) => ({ attackControls: result ?? [] }),
  rows: (result) => flatRows('attack_control', result),
  within: entriesWithin,
  tables: [{ order: 44, make: attackControlTables }],
  findings: [{ order: 34, make: attackControlsFinding, onlyWhereMeasured: true }],
  methods: [
    {
      about: 'statistics',
      order: 34,
      make: () => [
        'Attacks are compared with a neutral system prompt of the targeted attack’s length, and this prompt with none, on the same scenarios by exact sign-flip tests over clusters, Holm-adjusted within each dataset over all models and system prompts.',
      ],
    },
  ],
};
