import type { Stage } from '../../../core/condition.ts';
import type { ConditionStatus, ConditionStore, UsageSoFar } from '../../contract/conditions.ts';
import type { Database } from '../database.ts';
import {
  agreementLabels,
  answerLabels,
  explanationLabels,
  judgmentLabels,
  type LabelTable,
} from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { all, row, rows, type Steps } from '../steps.ts';
import { allConditions, conditionFromRow, findCondition, putCondition } from './conditions.ts';
import { cutCounts } from './cut-counts.ts';

export function conditionMethods({ reading, writing }: Database): ConditionStore {
  return {
    condition: (content) => writing(() => putCondition(content)),
    findCondition: (content) => reading(() => findCondition(content)),
    usage: (stage, model) => reading(() => readUsage(stage, model)),
    conditions: () => reading(allConditions),
    status: () => reading(readStatus),
  };
}

const findUsage = `select coalesce(sum(calls), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0)
  from condition where stage = ? and model = ?`;

function* readUsage(stage: Stage, model: string): Steps<UsageSoFar> {
  const [calls, inputTokens, outputTokens] = (yield* row(findUsage, stage, model)) ?? [];
  return { calls: Number(calls), inputTokens: Number(inputTokens), outputTokens: Number(outputTokens) };
}

/** Tokens come from running totals, so no call and no text is read. */
function* readStatus(): Steps<ConditionStatus[]> {
  const judged = yield* labelCounts(judgmentLabels);
  const made = yield* emulatedCounts();
  const labels = new Map<number, Readonly<Record<string, number>>>([
    ...judged,
    ...made,
    ...(yield* labelCounts(explanationLabels)),
    ...(yield* labelCounts(agreementLabels)),
    ...(yield* labelCounts(answerLabels)),
  ]);
  const cut = yield* cutCounts();
  const failures = yield* readFailures();
  const conditions = yield* all(storeQueries.selectFrom('condition').selectAll().orderBy('number'));
  return conditions.map((row) => {
    const failed = failures.filter(({ condition }) => condition === row.number);
    const counts: Readonly<Record<string, number>> = labels.get(row.number) ?? noLabels[row.stage];
    return {
      condition: conditionFromRow(row),
      answered: sum(Object.values(counts)),
      scenariosMade: made.get(row.number)?.scenarios ?? 0,
      outcomes: {
        ...(judged.get(row.number) ?? noLabels.judge),
        error: sum(failed.map(({ count }) => count)),
      },
      labels: counts,
      ...cut.get(row.number),
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      failures: failed.map(({ reason, count, message }) => ({ reason, count, message })),
    };
  });
}

const noLabels = {
  emulate: { scenarios: 0, unreadable: 0 },
  judge: none(judgmentLabels),
  explain: none(explanationLabels),
  agree: none(agreementLabels),
  answer: none(answerLabels),
} satisfies Record<Stage, Readonly<Record<string, number>>>;

function none<Label extends string>({ labels }: LabelTable<Label>): Record<Label, number> {
  // One entry a label.
  return Object.fromEntries(labels.map((label) => [label, 0])) as Record<Label, number>;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Sums in the table's own order need no sorting: four times as fast as grouping by outcome. */
function* labelCounts<Label extends string>(
  table: LabelTable<Label>,
): Steps<Map<number, Record<Label, number>>> {
  const { name, labels, codes } = table;
  const sums = labels.map((label) => `count(*) filter (where outcome = ${codes[label]})`);
  const counted = new Map<number, Record<Label, number>>();
  for (const [condition, ...counts] of yield* rows(
    `select condition, ${sums.join(', ')} from ${name} group by condition`,
  )) {
    const record = none(table);
    for (const [index, label] of labels.entries()) record[label] = Number(counts[index]);
    counted.set(Number(condition), record);
  }
  return counted;
}

function* emulatedCounts(): Steps<Map<number, { scenarios: number; unreadable: number }>> {
  const query = storeQueries
    .selectFrom('emulation')
    .groupBy('condition')
    .select((on) => [
      'condition',
      on.fn.countAll<number>().as('answered'),
      on.fn.count<number>('made_scenario').as('scenarios'),
    ]);
  const counted = yield* all(query);
  return new Map(
    counted.map(({ condition, answered, scenarios }) => [
      condition,
      { scenarios, unreadable: answered - scenarios },
    ]),
  );
}

const labelTables: readonly (readonly [stage: Stage, table: string, subject: string])[] = [
  ['judge', judgmentLabels.name, judgmentLabels.subject],
  ['explain', explanationLabels.name, explanationLabels.subject],
  ['agree', agreementLabels.name, agreementLabels.subject],
  ['answer', answerLabels.name, answerLabels.subject],
  ['emulate', 'emulation', 'scenario'],
];

/** Whether a failure's subject has an answer in a condition that is the same but for its endpoint. */
const answeredElsewhere = labelTables
  .map(
    ([stage, table, subject]) => `(c.stage = '${stage}' and exists (select 1 from condition o
      join ${table} l on l.condition = o.number and l.repeat = f.repeat and l.${subject} = f.subject
      where o.stage = c.stage and o.model = c.model and o.attack = c.attack and o.prompt_pack = c.prompt_pack
        and o.prompt_hash = c.prompt_hash and o.sampling = c.sampling and o.number <> c.number))`,
  )
  .join(' or ');

/** Most frequent first, with the newest failure's message. */
const failureCounts = `select condition, reason, message, failures from (
    select f.condition, f.reason, f.message, count(*) over (partition by f.condition, f.reason) as failures,
      row_number() over (partition by f.condition, f.reason order by f.failed_at desc, f.repeat, f.subject) as place
    from failure f join condition c on c.number = f.condition where not (${answeredElsewhere})) as counted
  where place = 1 order by failures desc, reason, condition`;

interface FailureCount {
  readonly condition: number;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

function* readFailures(): Steps<FailureCount[]> {
  const failures: FailureCount[] = [];
  for (const [condition, reason, message, count] of yield* rows(failureCounts)) {
    failures.push({
      condition: Number(condition),
      reason: String(reason),
      message: String(message),
      count: Number(count),
    });
  }
  return failures;
}
