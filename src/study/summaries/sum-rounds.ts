import type { Outcome } from '../../core/outcomes.ts';
import type { ModelSummary } from '../events.ts';
import type { JudgeSummary } from '../stages.ts';

/** The rounds as one run: each model as in its last round, with what was sent in all of them. */
export function sumRounds(rounds: readonly JudgeSummary[]): JudgeSummary {
  const last = rounds.at(-1);
  if (last === undefined) throw new RangeError('A run has at least one round.');
  const names = [...new Set(rounds.flatMap(({ models }) => models.map(({ model }) => model)))];
  const models = names.flatMap((name) => {
    const own = rounds.flatMap((round) => round.models.filter(({ model }) => model === name));
    const end = own.at(-1);
    if (end === undefined) return [];
    const sum = (of: (one: ModelSummary<Outcome>) => number) =>
      own.reduce((total, one) => total + of(one), 0);
    const sent = sum((one) => one.sent);
    return [
      {
        ...end,
        sent,
        // What an earlier round sent, the later ones found stored.
        stored: end.stored - (sent - end.sent),
        tokens: { input: sum((one) => one.tokens.input), output: sum((one) => one.tokens.output) },
        costUsd: own.some(({ costUsd }) => costUsd === null) ? null : sum((one) => one.costUsd ?? 0),
      },
    ];
  });
  const total = (of: (one: ModelSummary<Outcome>) => number) => models.reduce((sum, one) => sum + of(one), 0);
  const outcomes = { ...last.outcomes };
  for (const outcome of Object.keys(outcomes) as (keyof typeof outcomes)[]) {
    outcomes[outcome] = total((one) => one.outcomes[outcome]);
  }
  return {
    ...last,
    planned: total((one) => one.planned),
    stored: total((one) => one.stored),
    sent: total((one) => one.sent),
    failed: total((one) => one.failed),
    outcomes,
    tokens: { input: total((one) => one.tokens.input), output: total((one) => one.tokens.output) },
    costUsd: models.some(({ costUsd }) => costUsd === null) ? null : total((one) => one.costUsd ?? 0),
    seconds: rounds.reduce((sum, { seconds }) => sum + seconds, 0),
    partial: rounds.some(({ partial }) => partial),
    models,
  };
}
