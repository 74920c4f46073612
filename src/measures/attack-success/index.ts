import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure } from '../measure.ts';
import { headlined } from '../wording.ts';
import { attackLineFigures } from './attack-lines.ts';
import { attackFlipFigures } from './charts.ts';
import { type AttackSuccessResult, attackSuccess, attackSuccessEntries, attackSuccessId } from './compute.ts';
import { attacksFinding } from './finding.ts';
import { attacks } from './headline.ts';
import { attackSuccessTables } from './tables.ts';

export const attackSuccessMeasure: Measure<AttackSuccessResult> = {
  id: attackSuccessId,
  title: 'What do attack prompts change?',
  needs: ['judgments'],
  compute({ judgments }, { rateMargin }) {
    if (judgments === null) return null;
    const result = attackSuccess(judgments, rateMargin);
    return result.totals.length === 0 ? null : result;
  },
  json: (result) => ({ attackSuccess: result === null ? [] : attackSuccessEntries(result) }),
  rows: (result) => flatRows('attack_success', attackSuccessEntries(result)),
  /** By dataset only: it compares attacks, and one alone would have nothing to be compared with. */
  within({ totals, breakdowns }, { dataset }) {
    const own = entriesWithin(totals, { dataset });
    if (own === null) return null;
    return { totals: own, breakdowns: { category: entriesWithin(breakdowns.category, { dataset }) ?? [] } };
  },
  tables: [{ order: 30, make: attackSuccessTables }],
  charts: [
    // Drawn from the misalignment rates under each attack.
    { order: 20, make: attackLineFigures },
    { order: 30, make: attackFlipFigures },
  ],
  findings: [{ order: 30, make: headlined(attacksFinding, attacks), level: 'summary' }],
  methods: [
    {
      about: 'statistics',
      order: 20,
      make: () => [
        'Attacks are compared with no attack on the same scenarios by exact sign-flip tests over clusters (Hemerik, Goeman and Finos 2020), Holm-adjusted within each dataset over all models and attacks. Differences have t intervals clustered as the rates are, and count as none only where two one-sided tests show that they are smaller than the margin.',
      ],
    },
  ],
};
