import type { CallSummary } from '../study/events.ts';
import type { JudgeUntilSummary } from '../study/judge-until.ts';
import type { PrepareSummary, SkippedItem } from '../study/prepare.ts';
import type { AgreeSummary, AnswerSummary, ExplainSummary, JudgeSummary } from '../study/stages.ts';
import type { PeopleSample } from '../study/validity/people-sample.ts';
import type { TextScoreSummary } from '../study/validity/text-scores.ts';
import { renderText } from '../tables/text.ts';
import {
  type CommandContext,
  exitCodes,
  formatCount,
  formatDuration,
  formatUsd,
  printJson,
  terminalWidth,
} from './command-context.ts';

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
  context.stdout.write(`${renderText(table, terminalWidth(context))}\n`);
}

function notes(summary: CallSummary<string>): string[] {
  return [
    ...usageNote(summary),
    ...summary.models.flatMap(({ model, stopped }) => {
      if (stopped === null) return [];
      // Calls that wait for a batch are sent, as they should be.
      const how = stopped.reason === 'batch' ? '' : ` stopped before its end (${stopped.reason})`;
      return [`${model}${how}: ${stopped.message}`];
    }),
    ...(summary.partial && !onlyWaits(summary)
      ? ['This run is partial: run the same command again to send only what is missing.']
      : []),
  ];
}

/** Whether nothing is missing but what batches are to bring. */
function onlyWaits({ models }: CallSummary<string>): boolean {
  return models.every(
    ({ failed, stopped }) => failed === 0 && (stopped === null || stopped.reason === 'batch'),
  );
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
      : `${counted}; ${unmetered === 1 ? 'one answer' : `${formatCount(unmetered)} answers`} came without a count of tokens.`,
  ];
}

/**
 * What came out of a stage of a longer run, on a line: its progress has shown every model. The table where something
 * is missing. Nothing where the stage was not run.
 */
export function printStageLine<Summary extends CallSummary<string>>(
  context: CommandContext,
  title: string,
  summary: Summary | null,
  printTable: (context: CommandContext, summary: Summary) => void,
): void {
  if (summary === null) return;
  const sum = (count: 'stored' | 'shared' | 'sent' | 'failed') =>
    summary.models.reduce((total, model) => total + model[count], 0);
  if (summary.partial || sum('failed') > 0) {
    printTable(context, summary);
    return;
  }
  const shared = sum('shared');
  const counts = [
    `${formatCount(sum('sent'))} sent`,
    `${formatCount(sum('stored') - shared)} answered from the store`,
    ...(shared === 0
      ? []
      : [`${formatCount(shared)} the same question as another or asked by another worker`]),
  ].join(', ');
  context.stdout.write(`${[`${title}: ${counts}.`, ...notes(summary)].join(' ')}\n`);
}

/** What came out of each stage that labels answers, for people. */
export const printStageSummary = {
  judge: (context: CommandContext, summary: JudgeSummary): void =>
    printCallSummary(context, 'Judgments', summary, ['biased', 'unbiased']),
  explain: (context: CommandContext, summary: ExplainSummary): void =>
    printCallSummary(
      context,
      summary.sample === null ? 'Explanations' : `Explanations of the sample "${summary.sample}"`,
      summary,
      ['explained'],
    ),
  agree: (context: CommandContext, summary: AgreeSummary): void =>
    printCallSummary(context, 'Agreements on explanations', summary, ['agree', 'disagree']),
  answer: (context: CommandContext, summary: AnswerSummary): void =>
    printCallSummary(context, 'Answers', summary, ['target', 'other', 'unknown']),
};

/** Where a run that stops early ended, and what that saved. */
export function printReachedWidths(context: CommandContext, summary: JudgeUntilSummary): void {
  printStageSummary.judge(context, summary);
  const { intervals, planned, stored, sent, partial, plannedInFull } = summary;
  const right = 'right' as const;
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const table = {
    title: 'Misalignment, anytime-valid',
    columns: [
      { label: 'dataset' },
      { label: 'model' },
      { label: 'attack' },
      { label: '95% interval', align: right },
      { label: 'clusters', align: right },
      { label: 'narrow enough' },
    ],
    rows: intervals.map(({ dataset, model, attack, low, high, clusters, ofClusters, reached }) => [
      dataset,
      model,
      attack,
      `${percent(low)} to ${percent(high)}`,
      `${formatCount(clusters)} of ${formatCount(ofClusters)}`,
      reached ? 'yes' : 'no',
    ]),
    notes: [
      'Of the rate over all biased scenarios that matched. It may be looked at at any time; the intervals of "hvsb metrics" may not decide when to stop.',
      partial
        ? `${formatCount(stored + sent)} calls of ${formatCount(plannedInFull)} were answered when the run ended.`
        : `${formatCount(planned)} calls of ${formatCount(plannedInFull)} were needed.`,
    ],
  };
  context.stdout.write(`${renderText(table, terminalWidth(context))}\n`);
}

const listed = 20;

/** What a dataset became, and which items gave no scenario, with the reason. */
export function printPrepareSummary(context: CommandContext, summary: PrepareSummary): void {
  const right = 'right' as const;
  const table = {
    title: `Prepared ${summary.dataset}`,
    columns: [
      { label: 'scenarios', align: right },
      { label: 'biased', align: right },
      { label: 'unbiased', align: right },
      { label: 'controls', align: right },
      { label: 'new', align: right },
      { label: 'inactive', align: right },
      { label: 'skipped items', align: right },
    ],
    rows: [
      [
        summary.scenarios,
        summary.gold.biased,
        summary.gold.unbiased,
        summary.controls,
        summary.added,
        summary.deactivated,
        summary.leftOut + summary.invalid,
      ].map(formatCount),
    ],
    notes: skippedNotes(summary),
  };
  context.stdout.write(`${renderText(table, terminalWidth(context))}\n`);
}

function skippedNotes(summary: PrepareSummary): string[] {
  const lines = [...skippedLines(summary.skipped)];
  if (summary.questions !== undefined) {
    const what = summary.questions === 1 ? 'question' : 'questions';
    lines.push(`${formatCount(summary.questions)} ${what} for "hvsb answer".`);
  }
  if (summary.missingFiles.length > 0)
    lines.push(`Not there to be read: ${summary.missingFiles.join(', ')}.`);
  if (summary.deactivated > 0) {
    lines.push(
      'Scenarios of an earlier preparation that this one does not give are inactive now: still stored, not used.',
    );
  }
  return lines;
}

/** The first skipped items, a line each, and how many more there are. */
export function skippedLines(skipped: readonly SkippedItem[]): readonly string[] {
  const lines = skipped
    .slice(0, listed)
    .map(({ file, row, id, reason }) => {
      const place = `${file}:${row}`;
      // An error says its place itself.
      if (row === null || reason.startsWith(`${place}: `)) return reason;
      return `${place}${id === null ? '' : ` (${id})`}: ${reason}`;
    })
    .map((line) => line.replaceAll(/\.?\n\s*/g, '; ').replace(/; found: +/, '; found: '));
  const more = skipped.length - listed;
  return more > 0 ? [...lines, `and ${formatCount(more)} more; --json lists them`] : lines;
}

/**
 * Ends a command that called models: prints its summary, one object or for people, and says in the exit code
 * whether something is missing. Nothing after a dry run, whose summary is null.
 */
export function finishCalls<Summary extends { readonly partial: boolean }>(
  context: CommandContext,
  summary: Summary | null,
  json: boolean,
  print: (context: CommandContext, summary: Summary) => void,
): void {
  if (summary === null) return;
  if (json) printJson(context, summary);
  else print(context, summary);
  if (summary.partial) context.exitCode = exitCodes.findings;
}

/** How many texts of a model were scored, and why not all. */
export function textScoreLine({ model, planned, stored, scored, problem }: TextScoreSummary): string {
  const counts = `${formatCount(scored)} of ${formatCount(planned)} texts scored, ${formatCount(stored)} stored before`;
  return `${model}: ${counts}${problem === null ? '' : `. ${problem}`}`;
}

/** The sample that people judge. What they get must not have the labels in it. */
export function peopleLine({ name, size }: PeopleSample): string {
  return `People: the sample "${name}" has ${formatCount(size)} scenarios. ${forPeople(name)}`;
}

export function forPeople(name: string): string {
  return `Export it with: hvsb export --table scenarios --sample ${name} --out for-people.csv --format csv. Show people the texts alone, not the columns gold, variant and group.`;
}
