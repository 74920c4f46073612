import type { RemovalCounts, RemovalStore, RemovalTarget } from '../../contract/removal.ts';
import { countRevision, type Database } from '../database.ts';
import { removalWrites as writes } from '../raw-writes.ts';
import { type Steps, value, write } from '../steps.ts';

/** What one database removes beside the tables: from indexes of its own. */
export interface RemovalDetails {
  /** Of the calls in `removed_call`, after them. */
  readonly calls?: () => Steps<void>;
  /** Of the scenarios in `removed_scenario`, before their texts. */
  readonly scenarios?: () => Steps<void>;
}

export function removalMethods(database: Database, details: RemovalDetails = {}): RemovalStore {
  return {
    planRemoval: (target) => database.tryOut(() => remove(target, details)),
    remove: (target) => database.writing(() => remove(target, details)),
  };
}

/**
 * Deletes level by level: first what depends on a row, then the row. No index leads from a call or an explanation to
 * its labels, so each table is gone through once, and references are not checked row by row.
 */
function* remove(target: RemovalTarget, details: RemovalDetails): Steps<RemovalCounts> {
  for (const create of Object.values(writes.lists)) yield* write(create);
  for (const [sql, parameter] of chosenRows(target)) yield* write(sql, parameter);
  yield* write(writes.listExplanations);
  const people = { ...(yield* removeRatings()), ...(yield* removePeople(target)) };
  const labels = yield* removeLabels();
  yield* write(writes.listEmptyConditions);
  const { calls, notes } = yield* removeCalls(details);
  const conditions = yield* write(writes.conditions);
  const scenarios = yield* removeScenarios(details);
  for (const list of Object.keys(writes.lists)) yield* write(`drop table ${list}`);
  yield countRevision;
  return { ...scenarios, conditions, calls, ...labels, ...people, notes };
}

/** The rows that the target names, as writes into the lists. */
function chosenRows(target: RemovalTarget): readonly (readonly [sql: string, parameter: string | number])[] {
  if ('model' in target) return [[writes.listModel, target.model]];
  if ('condition' in target) return [[writes.listCondition, target.condition]];
  return [
    [writes.listScenarios, target.dataset],
    [writes.listQuestions, target.dataset],
  ];
}

function* removeRatings(): Steps<Pick<RemovalCounts, 'ratings' | 'adjudications' | 'ratingItems'>> {
  const ratings = yield* write(writes.ratings);
  const adjudications = yield* write(writes.adjudications);
  const ratingItems = (yield* write(writes.ratingItems)) + (yield* write(writes.judgedItems));
  return { ratings, adjudications, ratingItems };
}

function* removePeople(target: RemovalTarget): Steps<Pick<RemovalCounts, 'personJudgments' | 'textScores'>> {
  const ofModel = 'model' in target ? yield* write(writes.textScoresOfModel, target.model) : 0;
  return {
    personJudgments: yield* write(writes.personJudgments),
    textScores: ofModel + (yield* write(writes.textScores)),
  };
}

type LabelCounts = Pick<
  RemovalCounts,
  'judgments' | 'emulations' | 'explanations' | 'agreements' | 'answers' | 'failures'
>;

function* removeLabels(): Steps<LabelCounts> {
  yield* write(writes.reasons);
  yield* write(writes.explanationTexts);
  return {
    judgments: yield* removeLabelsOf('judgment'),
    emulations: yield* removeLabelsOf('emulation'),
    agreements: yield* removeLabelsOf('agreement'),
    answers: yield* removeLabelsOf('answer'),
    failures: yield* removeLabelsOf('failure'),
    explanations: yield* removeLabelsOf('explanation'),
  };
}

function* removeLabelsOf(table: keyof typeof writes.labels): Steps<number> {
  const { listCalls, listConditions, remove: removeRows } = writes.labels[table];
  if (listCalls !== null) yield* write(listCalls);
  yield* write(listConditions);
  return yield* write(removeRows);
}

/** Calls that a remaining label needs stay, in the condition of that label; totals follow them. Notes go with what they are about. */
function* removeCalls(details: RemovalDetails): Steps<Pick<RemovalCounts, 'calls' | 'notes'>> {
  yield* write(writes.listCallsOfConditions);
  yield* write(writes.unlistNeededCalls);
  yield* write(writes.subtractTotals);
  yield* write(writes.listMovedCalls);
  yield* write(writes.moveCalls);
  yield* write(writes.addTotals);
  yield* write(writes.verdictProbabilities);
  const notes = yield* write(writes.notes);
  const calls = yield* write(writes.calls);
  if (details.calls !== undefined) yield* details.calls();
  return { calls, notes };
}

const affectedSamples = `select count(distinct sample) from sample_member
  where scenario in (select number from removed_scenario)`;

function* removeScenarios(
  details: RemovalDetails,
): Steps<Pick<RemovalCounts, 'scenarios' | 'questions' | 'samples'>> {
  const samples = Number(yield* value(affectedSamples));
  yield* write(writes.sampleMembers);
  yield* write(writes.sampleSizes);
  yield* write(writes.emptySamples);
  if (details.scenarios !== undefined) yield* details.scenarios();
  yield* write(writes.scenarioTexts);
  const scenarios = yield* write(writes.scenarios);
  yield* write(writes.questionTexts);
  return { scenarios, questions: yield* write(writes.questions), samples };
}
