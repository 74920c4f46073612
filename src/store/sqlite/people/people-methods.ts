import type { PeopleStore, PersonJudgment, StoredTextScore, TextScoreStore } from '../../contract/people.ts';
import type { SqliteConnection } from '../connection.ts';
import { countRevision, storeQueries } from '../queries.ts';
import { peopleWrites } from '../raw-writes.ts';

/** What people say of scenarios, and how likely texts are to models: rows that belong to a scenario alone. */
export function peopleMethods(connection: SqliteConnection): PeopleStore & TextScoreStore {
  return {
    async savePersonJudgments(judgments) {
      savePersonJudgments(connection, judgments);
    },
    async personJudgments() {
      return connection.all(activeJudgments).map(({ id: _, judged_at, verdict, ...judgment }) => ({
        ...judgment,
        verdict: verdictOf(verdict),
        judgedAt: judged_at,
      }));
    },
    async personJudgmentRows() {
      return connection.all(activeJudgments).map(({ id, person, verdict, comment, seconds, judged_at }) => ({
        ...{ scenario_id: id, person, verdict: verdictOf(verdict), comment, seconds },
        judged_at: new Date(judged_at).toISOString(),
      }));
    },
    async surveyShares() {
      return connection
        .all(shares)
        .flatMap(({ number: scenario, stereotype_share: share }) =>
          share === null ? [] : [{ scenario, share }],
        );
    },
    async removePersonJudgments(person) {
      return connection.writing(() => {
        countRevision(connection);
        return Number(connection.prepare(peopleWrites.removeJudgments).run(person).changes);
      });
    },
    async saveTextScores(scores) {
      saveTextScores(connection, scores);
    },
    async textScores() {
      return connection.all(activeScores).map(({ min_k, min_k_plus_plus, scored_at, ...score }) => ({
        ...score,
        minK: min_k,
        minKPlusPlus: min_k_plus_plus,
        scoredAt: scored_at,
      }));
    },
  };
}

const activeJudgments = storeQueries
  .selectFrom('person_judgment')
  .innerJoin('scenario', 'scenario.number', 'person_judgment.scenario')
  .where('scenario.active', '=', 1)
  .selectAll('person_judgment')
  .select('scenario.id')
  .orderBy('person_judgment.scenario')
  .orderBy('person');

const shares = storeQueries
  .selectFrom('scenario')
  .where('active', '=', 1)
  .where('stereotype_share', 'is not', null)
  .select(['number', 'stereotype_share'])
  .orderBy('number');

const activeScores = storeQueries
  .selectFrom('text_score')
  .innerJoin('scenario', 'scenario.number', 'text_score.scenario')
  .where('scenario.active', '=', 1)
  .selectAll('text_score')
  .orderBy('model')
  .orderBy('endpoint')
  .orderBy('share')
  .orderBy('text_score.scenario');

function verdictOf(stored: string | null): PersonJudgment['verdict'] {
  return stored === 'biased' || stored === 'unbiased' ? stored : null;
}

function savePersonJudgments(connection: SqliteConnection, judgments: readonly PersonJudgment[]): void {
  connection.writing(() => {
    countRevision(connection);
    const put = connection.prepare(peopleWrites.putJudgment);
    for (const { scenario, person, verdict, comment, seconds, judgedAt } of judgments) {
      put.run(scenario, person, verdict, comment, seconds, judgedAt);
    }
  });
}

function saveTextScores(connection: SqliteConnection, scores: readonly StoredTextScore[]): void {
  connection.writing(() => {
    countRevision(connection);
    const put = connection.prepare(peopleWrites.putScore);
    for (const { scenario, model, endpoint, share, tokens, minK, minKPlusPlus, scoredAt } of scores) {
      put.run(model, endpoint, share, scenario, tokens, minK, minKPlusPlus, scoredAt);
    }
  });
}
