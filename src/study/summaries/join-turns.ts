import type { CallSummary, ModelSummary } from '../events.ts';

/**
 * What models that were asked one after the other gave in a stage, as one summary; null where none was asked. What a summary has
 * beside its counts is as in the last turn.
 * @param order the models' names as they are to be listed
 */
export function joinTurns<Summary extends CallSummary<string>>(
  turns: readonly (Summary | null)[],
  order: readonly string[],
): Summary | null {
  const parts = turns.filter((turn) => turn !== null);
  const last = parts.at(-1);
  if (last === undefined || parts.length === 1) return last ?? null;
  const models = parts
    .flatMap((part) => part.models)
    .toSorted((one, other) => order.indexOf(one.model) - order.indexOf(other.model));
  const total = (of: (one: ModelSummary<string>) => number) => models.reduce((sum, one) => sum + of(one), 0);
  return {
    ...last,
    planned: total(({ planned }) => planned),
    stored: total(({ stored }) => stored),
    shared: total(({ shared }) => shared),
    sent: total(({ sent }) => sent),
    failed: total(({ failed }) => failed),
    outcomes: Object.fromEntries(
      Object.keys(last.outcomes).map((outcome) => [outcome, total(({ outcomes }) => outcomes[outcome] ?? 0)]),
    ),
    tokens: { input: total(({ tokens }) => tokens.input), output: total(({ tokens }) => tokens.output) },
    unmetered: total(({ unmetered }) => unmetered),
    costUsd: models.some(({ costUsd }) => costUsd === null) ? null : total(({ costUsd }) => costUsd ?? 0),
    seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0),
    partial: parts.some(({ partial }) => partial),
    models,
  };
}
