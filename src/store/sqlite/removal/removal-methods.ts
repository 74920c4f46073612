import type { RemovalCounts, RemovalStore, RemovalTarget } from '../../contract/removal.ts';
import type { CallKeys } from '../calls/call-keys.ts';
import type { SqliteConnection } from '../connection.ts';
import { countRevision } from '../queries.ts';
import { removalWrites as writes } from '../raw-writes.ts';

export function removalMethods(connection: SqliteConnection, keys: CallKeys): RemovalStore {
  return {
    async planRemoval(target) {
      return connection.unchecked(() => connection.tryOut(() => remove(connection, target)));
    },
    async remove(target) {
      const counts = connection.unchecked(() => connection.writing(() => remove(connection, target)));
      keys.forget();
      return counts;
    },
  };
}

/**
 * Deletes level by level: first what depends on a row, then the row. No index leads from a call or an explanation to
 * its labels, so each table is gone through once, and references are not checked row by row. Within `writing`.
 */
function remove(connection: SqliteConnection, target: RemovalTarget): RemovalCounts {
  const run = (sql: string, ...parameters: (string | number)[]) =>
    Number(connection.prepare(sql).run(...parameters).changes);
  for (const create of Object.values(writes.lists)) connection.execute(create);
  for (const [sql, parameter] of chosenRows(target)) run(sql, parameter);
  run(writes.listExplanations);
  const people = { ...removeRatings(run), ...removePeople(run, target) };
  const labels = removeLabels(run);
  run(writes.listEmptyConditions);
  const { calls, notes } = removeCalls(run);
  const conditions = run(writes.conditions);
  const scenarios = removeScenarios(connection, run);
  for (const list of Object.keys(writes.lists)) connection.execute(`drop table ${list}`);
  countRevision(connection);
  return { ...scenarios, conditions, calls, ...labels, ...people, notes };
}

type Run = (sql: string, ...parameters: (string | number)[]) => number;

/** The rows that the target names, as writes into the lists. */
function chosenRows(target: RemovalTarget): readonly (readonly [sql: string, parameter: string | number])[] {
  if ('model' in target) return [[writes.listModel, target.model]];
  if ('condition' in target) return [[writes.listCondition, target.condition]];
  return [
    [writes.listScenarios, target.dataset],
    [writes.listQuestions, target.dataset],
  ];
}

function removeRatings(run: Run): Pick<RemovalCounts, 'ratings' | 'adjudications' | 'ratingItems'> {
  const [ratings, adjudications] = [run(writes.ratings), run(writes.adjudications)];
  return { ratings, adjudications, ratingItems: run(writes.ratingItems) };
}

function removePeople(
  run: Run,
  target: RemovalTarget,
): Pick<RemovalCounts, 'personJudgments' | 'textScores'> {
  const ofModel = 'model' in target ? run(writes.textScoresOfModel, target.model) : 0;
  return { personJudgments: run(writes.personJudgments), textScores: ofModel + run(writes.textScores) };
}

type LabelCounts = Pick<
  RemovalCounts,
  'judgments' | 'emulations' | 'explanations' | 'agreements' | 'answers' | 'failures'
>;

function removeLabels(run: Run): LabelCounts {
  const removed = (table: keyof typeof writes.labels) => {
    const { listCalls, listConditions, remove: removeRows } = writes.labels[table];
    if (listCalls !== null) run(listCalls);
    run(listConditions);
    return run(removeRows);
  };
  run(writes.reasons);
  run(writes.explanationTexts);
  const [judgments, emulations, agreements] = [
    removed('judgment'),
    removed('emulation'),
    removed('agreement'),
  ];
  const [answers, failures] = [removed('answer'), removed('failure')];
  return { judgments, emulations, agreements, answers, failures, explanations: removed('explanation') };
}

/** Calls that a remaining label needs stay, in the condition of that label; totals follow them. Notes go with what they are about. */
function removeCalls(run: Run): Pick<RemovalCounts, 'calls' | 'notes'> {
  run(writes.listCallsOfConditions);
  run(writes.unlistNeededCalls);
  run(writes.subtractTotals);
  run(writes.listMovedCalls);
  run(writes.moveCalls);
  run(writes.addTotals);
  run(writes.callKeys);
  run(writes.verdictProbabilities);
  const notes = run(writes.notes);
  const calls = run(writes.calls);
  run(writes.lowerIndexed);
  return { calls, notes };
}

const affectedSamples = `select count(distinct sample) from sample_member
  where scenario in (select number from removed_scenario)`;

function removeScenarios(
  connection: SqliteConnection,
  run: Run,
): Pick<RemovalCounts, 'scenarios' | 'questions' | 'samples'> {
  const samples = Number(connection.value(affectedSamples));
  run(writes.sampleMembers);
  run(writes.sampleSizes);
  run(writes.emptySamples);
  run(writes.scenarioWords);
  run(writes.scenarioTexts);
  const scenarios = run(writes.scenarios);
  run(writes.questionTexts);
  return { scenarios, questions: run(writes.questions), samples };
}
