import { Command } from 'commander';
import { importedMark, type Stage, stages } from '../../../core/condition.ts';
import { cutAnswersSentence } from '../../../core/cut-answers.ts';
import { headlineQuestion, isSameQuestion, judgeQuestionOf } from '../../../core/judge-question.ts';
import { countOf } from '../../../core/plural.ts';
import type { ConditionStatus, ScenarioCount, Store } from '../../../store/contract/store.ts';
import type { Table } from '../../../tables/table.ts';
import { renderText } from '../../../tables/text.ts';
import { type CommandContext, formatCount, printJson } from '../../command-context.ts';
import { jsonOption, storeOption } from '../../options.ts';
import { withReadableStore } from '../../with-store.ts';
import { workTables } from './shared-work.ts';

interface StatusOptions {
  readonly store?: string;
  readonly json?: boolean;
}

export function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .description(
      'what is stored: scenarios, answers by stage and condition, calls that failed, with their reasons; and who works on it',
    )
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: StatusOptions) =>
      withReadableStore(options.store, (store) => status(context, store, options)),
    );
}

async function status(context: CommandContext, store: Store, options: StatusOptions): Promise<void> {
  const scenarios = await store.countScenarios({});
  const samples = await store.samples();
  const conditions = await store.status();
  // Loaded only where several may work.
  const work =
    store.shared === undefined
      ? null
      : await (await import('../../../work/work-status.ts')).workStatus(store.shared);
  if (options.json === true) {
    return printJson(context, {
      store: store.location,
      scenarios,
      samples,
      conditions: conditions.map(describe),
      ...(work === null ? {} : { work }),
    });
  }
  const width = context.stdout.columns ?? 100;
  const stored = [scenarioTable(scenarios), ...stageTables(conditions), failureTable(conditions)];
  const tables = [...stored, ...workTables(work)];
  const shown = tables.filter((table) => table.rows.length > 0).map((table) => renderText(table, width));
  const text = shown.join('\n') || 'Nothing is stored yet.';
  context.stdout.write(`${store.location}\n\n${text}\n${await batchNote(store)}`);
}

/** Calls that are in no table yet; empty where there are none. */
async function batchNote(store: Store): Promise<string> {
  const open = (await store.batches()).filter(({ state }) => state !== 'collected');
  const waiting = open.reduce((sum, { lines, finished }) => sum + lines - finished, 0);
  const calls = countOf(waiting, 'call waits', 'calls wait');
  return waiting === 0 ? '' : `\n${calls} in batches: "hvsb batch list".\n`;
}

function describe({ condition, ...rest }: ConditionStatus) {
  const { number, stage, model, endpoint, attack, promptPack, promptHash, sampling } = condition;
  const asked = stage === 'judge' ? { question: judgeQuestionOf(condition) } : {};
  return { number, stage, model, endpoint, attack, promptPack, promptHash, ...asked, sampling, ...rest };
}

const right = 'right' as const;

function scenarioTable(counts: readonly ScenarioCount[]): Table {
  return {
    title: 'Scenarios',
    columns: [
      { label: 'dataset' },
      { label: 'form' },
      { label: 'biased', align: right },
      { label: 'unbiased', align: right },
      { label: 'controls', align: right },
    ],
    rows: counts.map(({ dataset, form, biased, unbiased, controls }) => [
      dataset,
      form,
      formatCount(biased),
      formatCount(unbiased),
      formatCount(controls),
    ]),
  };
}

const stageTitles: Readonly<Record<Stage, string>> = {
  emulate: 'Emulated scenarios',
  judge: 'Judgments',
  explain: 'Explanations',
  agree: 'Agreements on explanations',
  answer: 'Answers to questions',
};

/** How a judge was asked, as far as a table shows it. */
function questionOf({ condition }: ConditionStatus): string {
  if (condition.stage !== 'judge') return '';
  return isSameQuestion(judgeQuestionOf(condition), headlineQuestion) ? 'first wording' : 'other ways to ask';
}

/** Conditions that differ in nothing that a table shows are a line: a judge is asked in thirty ways. */
function merged(conditions: readonly ConditionStatus[]): ConditionStatus[] {
  const groups = Map.groupBy(conditions, (status) => {
    const { model, endpoint, attack, promptPack, sampling } = status.condition;
    const question = questionOf(status);
    const own = question === 'other ways to ask' ? question : status.condition.number;
    return JSON.stringify([model, endpoint, attack, promptPack, sampling, own]);
  });
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [others.reduce(summed, first)],
  );
}

function summed(one: ConditionStatus, other: ConditionStatus): ConditionStatus {
  const labels = Object.keys({ ...one.labels, ...other.labels });
  return {
    ...one,
    answered: one.answered + other.answered,
    outcomes: { ...one.outcomes, error: one.outcomes.error + other.outcomes.error },
    labels: Object.fromEntries(
      labels.map((label) => [label, (one.labels[label] ?? 0) + (other.labels[label] ?? 0)]),
    ),
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    failures: [...one.failures, ...other.failures],
  };
}

/** For each stage that was begun a table with a line for each model and attack; a column only for labels that there are. */
function stageTables(conditions: readonly ConditionStatus[]): Table[] {
  return stages.map((stage) =>
    stageTable(stageTitles[stage], merged(conditions.filter(({ condition }) => condition.stage === stage))),
  );
}

function stageTable(title: string, conditions: readonly ConditionStatus[]): Table {
  const labels = Object.keys(conditions[0]?.labels ?? {});
  const shown = labels.filter((label) => conditions.some((status) => (status.labels[label] ?? 0) > 0));
  const endpoints = new Set(conditions.map(({ condition }) => `${condition.model} ${condition.endpoint}`));
  const moved = endpoints.size > new Set(conditions.map(({ condition }) => condition.model)).size;
  const reworded = conditions.some((status) => questionOf(status) === 'other ways to ask');
  const waves = conditions.some(({ condition }) => condition.sampling.wave !== undefined);
  const fails = conditions.some(({ outcomes: counts }) => counts.error > 0);
  return {
    title,
    columns: [
      { label: 'model' },
      // Two endpoints of one model are two conditions, which nothing else here distinguishes.
      ...(moved ? [{ label: 'endpoint' }] : []),
      { label: 'attack' },
      ...(reworded ? [{ label: 'question' }] : []),
      ...(waves ? [{ label: 'wave', align: right }] : []),
      { label: 'prompts', expendable: 'first' },
      { label: 'answers', align: right },
      ...shown.map((label) => ({ label, align: right })),
      ...(fails ? [{ label: 'pending', align: right }] : []),
      { label: 'tokens', align: right, expendable: 'last' },
    ],
    rows: conditions.map((status) => [
      status.condition.model,
      ...(moved ? [status.condition.endpoint] : []),
      status.condition.attack,
      ...(reworded ? [questionOf(status)] : []),
      ...(waves ? [formatCount(status.condition.sampling.wave ?? 0)] : []),
      status.condition.promptPack,
      formatCount(status.answered),
      ...shown.map((label) => formatCount(status.labels[label] ?? 0)),
      ...(fails ? [formatCount(status.outcomes.error)] : []),
      formatCount(status.inputTokens + status.outputTokens),
    ]),
    notes: conditions.flatMap(cutNote),
  };
}

function cutNote({ condition, cut }: ConditionStatus): string[] {
  const sentence = cut === undefined ? null : cutAnswersSentence(cut, condition.sampling.maxTokens);
  return sentence === null ? [] : [`${condition.model}, ${condition.attack}: ${sentence}`];
}

function failureTable(conditions: readonly ConditionStatus[]): Table {
  return {
    title: 'Calls that failed and are still to be answered',
    columns: [
      { label: 'model' },
      { label: 'stage' },
      { label: 'attack' },
      { label: 'reason' },
      { label: 'calls', align: right },
      { label: 'last message' },
    ],
    rows: merged(conditions).flatMap(({ condition, failures }) =>
      counted(failures).map(({ reason, count, message }) => [
        condition.model,
        condition.stage,
        condition.attack,
        reason,
        formatCount(count),
        message,
      ]),
    ),
    notes: howToAnswer(conditions.flatMap(({ failures }) => failures)),
  };
}

function howToAnswer(failures: ConditionStatus['failures']): string[] {
  const [sent, imported] = [false, true].map((isImported) =>
    failures.some(({ reason }) => (reason === importedMark) === isImported),
  );
  const which = imported ? 'The others: the' : 'The';
  return [
    ...(imported
      ? [
          `Those with the reason "${importedMark}" failed where they were made, and no command here sends them: import a file in which they are answered.`,
        ]
      : []),
    ...(sent
      ? [`${which} same command as before, with the same endpoint and settings, sends them again.`]
      : []),
  ];
}

/** Each reason and message once. */
function counted(failures: ConditionStatus['failures']): ConditionStatus['failures'] {
  const groups = Map.groupBy(failures, ({ reason, message }) => JSON.stringify([reason, message]));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, count: others.reduce((sum, { count }) => sum + count, first.count) }],
  );
}
