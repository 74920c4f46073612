import { renderText } from '../tables/render-text.ts';
import type { CommandContext } from './command-context.ts';
import { formatCount, formatDuration, formatUsd } from './format.ts';
import type { CallSummary } from './steps/calls.ts';

/**
 * What came out of a stage, a line a model.
 * @param shown outcomes that have a column even where there is none of them
 */
export function printCallSummary<Outcome extends string>(
  context: CommandContext,
  title: string,
  summary: CallSummary<Outcome>,
  shown: readonly Outcome[],
): void {
  const right = 'right' as const;
  // `keys` forgets which keys there are: exactly the outcomes.
  const outcomes = (Object.keys(summary.outcomes) as Outcome[]).filter(
    (outcome) => summary.outcomes[outcome] > 0 || shown.includes(outcome),
  );
  const counts = ['planned', 'stored', 'sent', 'failed'] as const;
  const table = {
    title,
    columns: [{ label: 'model' }, ...[...counts, ...outcomes].map((label) => ({ label, align: right }))],
    rows: summary.models.map((model) => [
      model.model,
      ...counts.map((count) => formatCount(model[count])),
      ...outcomes.map((outcome) => formatCount(model.outcomes[outcome])),
    ]),
    notes: notes(summary),
  };
  context.stdout.write(`${renderText(table, context.stdout.columns ?? 100)}\n`);
}

function notes(summary: CallSummary<string>): string[] {
  return [
    ...usageNote(summary),
    ...summary.models.flatMap(({ model, stopped }) =>
      stopped === null ? [] : [`${model} stopped before its end (${stopped.reason}): ${stopped.message}`],
    ),
    ...(summary.partial
      ? ['This run is partial: run the same command again to send only what is missing.']
      : []),
  ];
}

/** Nothing where nothing was used, as by baselines. */
function usageNote({ seconds, tokens, unmetered, costUsd }: CallSummary<string>): string[] {
  const used = tokens.input + tokens.output;
  if (used === 0 && costUsd === 0) return [];
  const cost = costUsd === null ? 'cost unknown' : formatUsd(costUsd);
  const counted = `${formatDuration(seconds)}, ${formatCount(used)} tokens, ${cost}`;
  return [
    unmetered === 0
      ? `${counted}.`
      : `${counted}; what ${unmetered === 1 ? 'one answer' : `${formatCount(unmetered)} answers`} used the server did not say.`,
  ];
}
