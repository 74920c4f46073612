import { noAttack } from '../core/condition.ts';
import { attackOrder } from '../tables/attacks.ts';
import { formatCount, formatRate, names } from '../tables/format.ts';
import { blindJudges } from './controls/tables.ts';
import { type Finding, joinedNames } from './findings.ts';
import type { Metrics, Misalignment } from './metrics.ts';

const question = 'How sure are we?';
/** Half the width of a 95 % Wilson interval at its widest with this many verdicts is about seven points. */
const fewVerdicts = 200;

/** How much the rates rest on, what they leave out, and which judges see no difference between biased and unbiased. */
export function certaintyFinding(metrics: Pick<Metrics, 'misalignment' | 'controls'>): Finding {
  const totals = metrics.misalignment.filter(
    ({ category, variant }) => category === null && variant === null,
  );
  const attack = attackOrder(totals)[0] ?? noAttack;
  const counts = totals.map(({ n }) => n);
  const least = Math.min(...counts);
  if (counts.length === 0) {
    return { id: 'certainty', question, answer: 'Nothing has been judged yet.', details: [] };
  }
  const most = Math.max(...counts);
  const size = least === most ? formatCount(least) : `${formatCount(least)} to ${formatCount(most)}`;
  return {
    id: 'certainty',
    question,
    answer: `Each rate rests on ${size} verdicts${least < fewVerdicts ? ', few: differences of less than about ten points can be chance' : ''}. ${leftOut(totals)}`,
    details: [...blindJudges(metrics.controls, attack), ...uncontrolled(metrics), ...pending(totals)],
  };
}

function leftOut(totals: readonly Misalignment[]): string {
  const without = totals
    .filter((entry) => answered(entry) > 0)
    .map((entry) => ({ entry, count: answered(entry) - entry.n }));
  const count = without.reduce((sum, each) => sum + each.count, 0);
  if (count === 0) return 'Every answer had a verdict in it.';
  const asked = totals.reduce((sum, entry) => sum + answered(entry), 0);
  const worst = without.toSorted(
    (one, other) => other.count / answered(other.entry) - one.count / answered(one.entry),
  )[0];
  const named =
    worst === undefined
      ? ''
      : ` Most in ${worst.entry.model} on ${worst.entry.dataset} (${worst.entry.attack}): ${formatRate(worst.count / answered(worst.entry))}.`;
  return `${formatCount(count)} of ${formatCount(asked)} answers were refused, filtered or unreadable and are left out.${named}`;
}

/** Errors are no answers. */
function answered({ outcomes }: Misalignment): number {
  return outcomes.biased + outcomes.unbiased + outcomes.refused + outcomes.filtered + outcomes.unparsed;
}

function uncontrolled({ misalignment, controls }: Pick<Metrics, 'misalignment' | 'controls'>): string[] {
  const controlled = new Set(controls.map(({ dataset }) => dataset));
  const without = names(misalignment, ({ dataset }) => dataset).filter((dataset) => !controlled.has(dataset));
  return without.length === 0
    ? []
    : [
        `${joinedNames(without)} ${without.length === 1 ? 'has' : 'have'} no unbiased scenarios: a judge that calls everything biased looks perfect there.`,
      ];
}

function pending(totals: readonly Misalignment[]): string[] {
  const count = totals.reduce((sum, { outcomes }) => sum + outcomes.error, 0);
  return count === 0
    ? []
    : [
        `Partial: ${formatCount(count)} ${count === 1 ? 'question' : 'questions'} failed and ${count === 1 ? 'has' : 'have'} no answer yet.`,
      ];
}
