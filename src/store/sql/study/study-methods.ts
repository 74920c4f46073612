import type { StudyStore } from '../../contract/study.ts';
import type { Database } from '../database.ts';
import { batchesOf, storeQueries, storeRevision } from '../queries.ts';
import { allSamples } from '../scenarios/scenario-methods.ts';
import { all, each, row, rows, type Steps, value } from '../steps.ts';
import { agreementSlice } from './agreement-slice.ts';
import { callOf, scenarioRecord } from './scenario-record.ts';
import { readStudyIndex } from './study-index.ts';

const anyExplanation = 'select exists (select 1 from explanation_text)';
const members = `select scenario from sample_member join sample on sample.number = sample_member.sample
  where sample.name = ?`;
const totals = `select (select coalesce(sum(calls), 0) from condition), (select count(*) from answer),
  (select count(*) from rating where value is not null), (select count(*) from failure)`;

/** Each database has its own way to know of changes and to search texts. */
export function studyMethods({ reading }: Database): Omit<StudyStore, 'changeCount' | 'searchScenarios'> {
  return {
    revision: () => reading(storeRevision),
    studyIndex: (...shown) => reading(() => readStudyIndex(...shown)),
    async studyTotals() {
      const counts = (await reading(() => row(totals))) ?? [];
      const [calls = 0, answers = 0, ratings = 0, failures = 0] = counts.map(Number);
      return { calls, answers, ratings, failures };
    },
    async callsByCondition() {
      const query = storeQueries.selectFrom('condition').select(['number', 'calls']);
      return new Map((await reading(() => all(query))).map(({ number, calls }) => [number, calls]));
    },
    hasExplanations: async () => (await reading(() => value(anyExplanation))) === 1,
    sampleMembers: (name) => reading(() => sampleMembers(name)),
    scenarioIds: (numbers) => reading(() => scenarioIds(numbers)),
    scenarioRecord: (id) => reading(() => scenarioRecord(id)),
    explanationTexts: (numbers) => reading(() => explanationTexts(numbers)),
    agreementSlice: (index, query, after, limit) => reading(() => agreementSlice(index, query, after, limit)),
    callView: (number) => reading(() => callOf(number, Number.POSITIVE_INFINITY)),
  };
}

function* sampleMembers(name: string): Steps<readonly number[] | null> {
  const samples = yield* allSamples();
  if (!samples.some((sample) => sample.name === name)) return null;
  return (yield* rows(members, name)).map(([scenario]) => Number(scenario));
}

function* scenarioIds(numbers: readonly number[]): Steps<string[]> {
  const found = yield* each(batchesOf([...new Set(numbers)]), (batch) =>
    all(storeQueries.selectFrom('scenario').select(['number', 'id']).where('number', 'in', batch)),
  );
  const ids = new Map(found.flat().map(({ number, id }) => [number, id]));
  return numbers.map((number) => String(ids.get(number)));
}

function* explanationTexts(numbers: readonly number[]): Steps<{ text: string; repeat: number }[]> {
  const query = storeQueries
    .selectFrom('explanation')
    .innerJoin('explanation_text', 'explanation_text.explanation', 'explanation.number')
    .select(['explanation.number', 'explanation.repeat', 'explanation_text.text']);
  const found = yield* each(batchesOf([...new Set(numbers)]), (batch) =>
    all(query.where('explanation.number', 'in', batch)),
  );
  const texts = new Map(found.flat().map(({ number, ...written }) => [number, written]));
  return numbers.map((number) => texts.get(number) ?? { text: '', repeat: 0 });
}
