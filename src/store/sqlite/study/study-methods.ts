import type { StudyStore } from '../../contract/study.ts';
import type { SqliteConnection } from '../connection.ts';
import { storeQueries, storeRevision } from '../queries.ts';
import { allSamples } from '../scenarios/scenario-methods.ts';
import { agreementSlice } from './agreement-slice.ts';
import { callOf, scenarioRecord } from './scenario-record.ts';
import { readStudyIndex } from './study-index.ts';

const findExplanation = `select explanation_text.text, explanation.repeat from explanation
  join explanation_text on explanation_text.explanation = explanation.number where explanation.number = ?`;
const anyExplanation = 'select exists (select 1 from explanation_text)';
const findId = 'select id from scenario where number = ?';
const members = `select group_concat(scenario) from sample_member join sample on sample.number = sample_member.sample
  where sample.name = ?`;
const totals = `select (select coalesce(sum(calls), 0) from condition), (select count(*) from answer),
  (select count(*) from rating where value is not null), (select count(*) from failure)`;

export function studyMethods(connection: SqliteConnection): StudyStore {
  return {
    // SQLite does not count what this connection wrote itself.
    changeCount: async () => connection.pragma('data_version'),
    revision: async () => connection.reading(() => storeRevision(connection)),
    studyIndex: async (pack, question) => readStudyIndex(connection, pack, question),
    async studyTotals() {
      const row = connection.reading(() => connection.row(totals) ?? []);
      const [calls = 0, answers = 0, ratings = 0, failures = 0] = row.map(Number);
      return { calls, answers, ratings, failures };
    },
    async callsByCondition() {
      const query = storeQueries.selectFrom('condition').select(['number', 'calls']);
      return new Map(connection.all(query).map(({ number, calls }) => [number, calls]));
    },
    hasExplanations: async () => connection.reading(() => connection.value(anyExplanation)) === 1,
    searchScenarios: async (query) => connection.reading(() => scenariosWithWords(connection, query)),
    async sampleMembers(name) {
      if (!allSamples(connection).some((sample) => sample.name === name)) return null;
      return numbersIn(connection.reading(() => connection.value(members, name)));
    },
    async scenarioIds(numbers) {
      return connection.reading(() => numbers.map((number) => String(connection.value(findId, number))));
    },
    scenarioRecord: async (id) => connection.reading(() => scenarioRecord(connection, id)),
    async explanationTexts(numbers) {
      return connection.reading(() =>
        numbers.map((number) => {
          const [text = '', repeat = 0] = connection.row(findExplanation, number) ?? [];
          return { text: String(text), repeat: Number(repeat) };
        }),
      );
    },
    agreementSlice: async (index, query, after, limit) =>
      connection.reading(() => agreementSlice(connection, index, query, after, limit)),
    callView: async (number) =>
      connection.reading(() => callOf(connection, number, Number.POSITIVE_INFINITY)),
  };
}

const words = /[\p{L}\p{N}\p{M}]+/gu;
const id = /^[0-9a-f]{16}$/;
// Numbers joined into one text are several times as fast as a row each.
const matching = 'select group_concat(rowid) from scenario_search where scenario_search match ?';
const byId = 'select number from scenario where id = ?';

/** See `StudyStore.searchScenarios`. Within `reading`. */
function scenariosWithWords(connection: SqliteConnection, query: string): readonly number[] {
  const asked = query.trim().toLowerCase();
  if (id.test(asked)) {
    const number = connection.value(byId, asked);
    if (number !== undefined) return [Number(number)];
  }
  const all = query.match(words) ?? [];
  if (all.length === 0) return [];
  return numbersIn(connection.value(matching, all.map((word) => `"${word}"*`).join(' ')));
}

/** From a text that `group_concat` made. */
function numbersIn(joined: unknown): readonly number[] {
  return typeof joined === 'string' ? joined.split(',').map(Number) : [];
}
