import type { PeopleStore, PersonJudgment, StoredTextScore, TextScoreStore } from '../../contract/people.ts';
import { countRevision, type Database } from '../database.ts';
import { batchesOf, storeQueries } from '../queries.ts';
import { removeRater } from '../ratings/rater-methods.ts';
import { peopleWrites } from '../raw-writes.ts';
import { all, type SqlRow, type Steps, write } from '../steps.ts';

/** What people say of scenarios, and how likely texts are to models: rows that belong to a scenario alone. */
export function peopleMethods({ reading, writing }: Database): PeopleStore & TextScoreStore {
  return {
    savePersonJudgments: (judgments) => writing(() => savePersonJudgments(judgments)),
    async personJudgments() {
      const stored = await reading(() => all(activeJudgments));
      return stored.map(({ id: _, judged_at, verdict, ...judgment }) => ({
        ...judgment,
        verdict: verdictOf(verdict),
        judgedAt: judged_at,
      }));
    },
    async personJudgmentRows() {
      const stored = await reading(() => all(activeJudgments));
      return stored.map(({ id, person, verdict, comment, seconds, judged_at }) => ({
        ...{ scenario_id: id, person, verdict: verdictOf(verdict), comment, seconds },
        judged_at: new Date(judged_at).toISOString(),
      }));
    },
    async surveyShares() {
      return (await reading(() => all(shares))).flatMap(({ number: scenario, stereotype_share: share }) =>
        share === null ? [] : [{ scenario, share }],
      );
    },
    removePersonJudgments: (person) => writing(() => removePersonJudgments(person)),
    saveTextScores: (scores) => writing(() => saveTextScores(scores)),
    async textScores() {
      const stored = await reading(() => all(activeScores));
      return stored.map(({ min_k, min_k_plus_plus, scored_at, ...score }) => ({
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

function* savePersonJudgments(judgments: readonly PersonJudgment[]): Steps<void> {
  yield countRevision;
  const rows = judgments.map(
    ({ scenario, person, verdict, comment, seconds, judgedAt }): KeyedRow => ({
      key: JSON.stringify([scenario, person]),
      values: [scenario, person, verdict, comment, seconds, judgedAt],
    }),
  );
  yield* putRows(peopleWrites.putJudgment, rows);
}

function* removePersonJudgments(person: string): Steps<number> {
  yield countRevision;
  yield* removeRater('scenarios', person);
  return yield* write(peopleWrites.removeJudgments, person);
}

function* saveTextScores(scores: readonly StoredTextScore[]): Steps<void> {
  yield countRevision;
  const rows = scores.map(
    ({ model, endpoint, share, scenario, tokens, minK, minKPlusPlus, scoredAt }): KeyedRow => ({
      key: JSON.stringify([model, endpoint, share, scenario]),
      values: [model, endpoint, share, scenario, tokens, minK, minKPlusPlus, scoredAt],
    }),
  );
  yield* putRows(peopleWrites.putScore, rows);
}

interface KeyedRow {
  readonly key: string;
  readonly values: SqlRow;
}

const placeholders = /\((?:\?, )*\?\)/;

/**
 * Many in one statement, which may meet each key once: of several the last counts.
 * @param put writes one row of values
 */
function* putRows(put: string, rows: readonly KeyedRow[]): Steps<void> {
  const latest = [...new Map(rows.map(({ key, values }) => [key, values])).values()];
  for (const some of batchesOf(latest)) {
    const many = put.replace(placeholders, (one) => some.map(() => one).join());
    yield* write(many, ...some.flat());
  }
}
