import type { Stage } from '../../../core/condition.ts';
import type { ConditionStatus, ConditionStore, UsageSoFar } from '../../contract/conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import {
  agreementLabels,
  answerLabels,
  explanationLabels,
  judgmentLabels,
  type LabelTable,
} from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { allConditions, conditionFromRow, findCondition, putCondition } from './conditions.ts';
import { cutCounts } from './cut-counts.ts';

export function conditionMethods(connection: SqliteConnection): ConditionStore {
  return {
    condition: async (content) => putCondition(connection, content),
    findCondition: async (content) => findCondition(connection, content),
    usage: async (stage, model) => readUsage(connection, stage, model),
    conditions: async () => allConditions(connection),
    status: async () => readStatus(connection),
  };
}

const findUsage = `select coalesce(sum(calls), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0)
  from condition where stage = ? and model = ?`;

function readUsage(connection: SqliteConnection, stage: Stage, model: string): UsageSoFar {
  return connection.reading(() => {
    const [calls, inputTokens, outputTokens] = connection.row(findUsage, stage, model) ?? [];
    return { calls: Number(calls), inputTokens: Number(inputTokens), outputTokens: Number(outputTokens) };
  });
}

/** Tokens come from running totals, so no call and no text is read. */
function readStatus(connection: SqliteConnection): ConditionStatus[] {
  return connection.reading(() => {
    const judged = labelCounts(connection, judgmentLabels);
    const made = emulatedCounts(connection);
    const labels = new Map<number, Readonly<Record<string, number>>>([
      ...judged,
      ...made,
      ...labelCounts(connection, explanationLabels),
      ...labelCounts(connection, agreementLabels),
      ...labelCounts(connection, answerLabels),
    ]);
    const cut = cutCounts(connection);
    const failures = connection.all(failureCounts());
    return connection.all(storeQueries.selectFrom('condition').selectAll().orderBy('number')).map((row) => {
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
function labelCounts<Label extends string>(
  connection: SqliteConnection,
  table: LabelTable<Label>,
): Map<number, Record<Label, number>> {
  const { name, labels, codes } = table;
  const sums = labels.map((label) => `sum(outcome = ${codes[label]})`);
  const counted = new Map<number, Record<Label, number>>();
  for (const [condition, ...counts] of connection.rows(
    `select condition, ${sums.join(', ')} from ${name} group by condition`,
  )) {
    const record = none(table);
    for (const [index, label] of labels.entries()) record[label] = Number(counts[index]);
    counted.set(Number(condition), record);
  }
  return counted;
}

function emulatedCounts(
  connection: SqliteConnection,
): Map<number, { scenarios: number; unreadable: number }> {
  const query = storeQueries
    .selectFrom('emulation')
    .groupBy('condition')
    .select((on) => [
      'condition',
      on.fn.countAll<number>().as('answered'),
      on.fn.count<number>('made_scenario').as('scenarios'),
    ]);
  const rows = connection.all(query);
  return new Map(
    rows.map(({ condition, answered, scenarios }) => [
      condition,
      { scenarios, unreadable: answered - scenarios },
    ]),
  );
}

/** Most frequent first. `max` makes SQLite take the other bare columns from the newest failure's row. */
function failureCounts() {
  return storeQueries
    .selectFrom('failure')
    .groupBy(['condition', 'reason'])
    .select((on) => [
      'condition',
      'reason',
      'message',
      on.fn.max('failed_at').as('newest'),
      on.fn.countAll<number>().as('count'),
    ])
    .orderBy('count', 'desc')
    .orderBy('reason');
}
