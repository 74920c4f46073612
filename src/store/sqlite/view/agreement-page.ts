import { sql } from 'kysely';
import { type Condition, noAttack } from '../../../core/condition.ts';
import { agreementCodes } from '../../../core/tables.ts';
import type { AgreementQuery, ListedAgreement } from '../../../core/view/explanation-view.ts';
import { allConditions } from '../conditions/conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import type { CountedRater } from '../explanations/counted-agreements.ts';
import { explanationMatches } from '../explanations/counted-explanations.ts';
import type { SelectedExplanations } from '../explanations/selected-explanations.ts';
import { agreementLabels, labelledRepeats, scanLabels } from '../labels/label-tables.ts';
import { storeQueries } from '../names.ts';
import { scenarioFromRow } from '../scenarios/scenario-rows.ts';
import { beginning, cutAfter, textExcerpt } from './call-rows.ts';
import type { StudyIndex } from './study-index.ts';

/** Where a list of readings goes on: after this one. */
export interface ReadingPlace {
  /** Of the rater's condition. */
  readonly condition: number;
  readonly repeat: number;
  readonly explanation: number;
}

export interface ReadingSlice {
  readonly rows: readonly ListedAgreement[];
  /** Of the last row; null where there are no more. */
  readonly last: ReadingPlace | null;
}

/** Readings that count, rater by rater, in the order of their rows. Within `reading`. */
export function readingSlice(
  connection: SqliteConnection,
  { counted }: Pick<StudyIndex, 'counted'>,
  query: AgreementQuery,
  after: ReadingPlace | null,
  limit: number,
): ReadingSlice {
  const conditions = allConditions(connection);
  const raters = conditions.filter(
    ({ stage, model, number }) =>
      stage === 'agree' &&
      counted.has(number) &&
      query.rater?.includes(model) !== false &&
      number >= (after?.condition ?? 0),
  );
  const rows: ListedAgreement[] = [];
  for (const rater of raters) {
    const place = after?.condition === rater.number ? after : null;
    const left = limit - rows.length;
    const page = connection.all(
      readingsBy(connection, rater, conditions, counted, query, place).limit(left + 1),
    );
    const taken = page.slice(0, left);
    rows.push(...taken.map((row) => rowOf(row, rater.model)));
    const last = taken.at(-1);
    if (page.length > left) {
      const { repeat, explanation } = last ?? { repeat: -1, explanation: -1 };
      return {
        rows,
        last: last === undefined ? startOf(rater, place) : { condition: rater.number, repeat, explanation },
      };
    }
  }
  return { rows, last: null };
}

/** The page was full before this rater: the next one begins with it. */
function startOf(rater: Condition, place: ReadingPlace | null): ReadingPlace {
  return place ?? { condition: rater.number, repeat: -1, explanation: -1 };
}

function readingsBy(
  connection: SqliteConnection,
  rater: Condition,
  conditions: readonly Condition[],
  counted: StudyIndex['counted'],
  { explainer, outcome, dataset, category, attack = noAttack }: AgreementQuery,
  after: ReadingPlace | null,
) {
  const explaining = conditions.flatMap((condition) => {
    const datasets = counted.get(condition.number);
    const isAsked =
      condition.stage === 'explain' &&
      condition.attack === attack &&
      explainer?.includes(condition.model) !== false;
    return isAsked && datasets !== undefined ? [{ condition, datasets }] : [];
  });
  const filter = {
    ...(category === undefined ? {} : { categories: category }),
    datasets: [...(counted.get(rater.number) ?? [])].filter((name) => dataset?.includes(name) !== false),
  };
  let query = selectReadings()
    .where('agreement.condition', '=', rater.number)
    .where(explanationMatches(connection, filter, explaining));
  if (outcome !== undefined) {
    query = query.where(
      'agreement.outcome',
      'in',
      outcome.map((label) => agreementLabels.codes[label]),
    );
  }
  return after === null
    ? query
    : query.where(
        sql<boolean>`(agreement.repeat, agreement.explanation) > (${after.repeat}, ${after.explanation})`,
      );
}

function selectReadings() {
  return (
    storeQueries
      .selectFrom('agreement')
      // Cross joins: SQLite then keeps the order written here, which is the order of the rows.
      .crossJoin('explanation')
      .crossJoin('scenario')
      .crossJoin('scenario_text')
      .crossJoin('condition')
      .leftJoin('explanation_text', 'explanation_text.explanation', 'explanation.number')
      .leftJoin('agreement_reasons as reasons', (join) =>
        join
          .onRef('reasons.condition', '=', 'agreement.condition')
          .onRef('reasons.repeat', '=', 'agreement.repeat')
          .onRef('reasons.explanation', '=', 'agreement.explanation'),
      )
      .whereRef('explanation.number', '=', 'agreement.explanation')
      .whereRef('scenario.number', '=', 'explanation.scenario')
      .whereRef('scenario_text.scenario', '=', 'scenario.number')
      .whereRef('condition.number', '=', 'explanation.condition')
      .selectAll(['scenario', 'scenario_text'])
      .select(['agreement.explanation', 'agreement.repeat', 'agreement.outcome', 'condition.model'])
      .select(['explanation_text.text as written', 'reasons.thought', 'reasons.summary', 'reasons.arguments'])
      .orderBy('agreement.repeat')
      .orderBy('agreement.explanation')
  );
}

type Row = Awaited<ReturnType<ReturnType<typeof selectReadings>['executeTakeFirstOrThrow']>>;

function rowOf(row: Row, rater: string): ListedAgreement {
  const scenario = scenarioFromRow(row);
  return {
    explanation: row.explanation,
    scenario: scenario.id,
    dataset: scenario.dataset,
    category: scenario.category,
    excerpt: textExcerpt(scenario.text),
    explainer: row.model,
    text: beginning(row.written ?? '', cutAfter),
    rater,
    repeat: row.repeat,
    outcome: agreementLabels.labelOf(row.outcome),
    reasons: {
      thought: row.thought,
      summary: row.summary,
      // Written by `addAgreements` and by nothing else.
      arguments: row.arguments === null ? [] : (JSON.parse(row.arguments) as string[]),
    },
  };
}

/** Number of verdicts of raters by the explanation's number in the store. */
export interface ReadingCounts {
  readonly agrees: Uint16Array;
  readonly disagrees: Uint16Array;
}

/** Counts these readings of these explanations. Within `reading`. */
export function readingCounts(
  connection: SqliteConnection,
  explanations: SelectedExplanations,
  readings: readonly CountedRater[],
): ReadingCounts {
  const { explainer, dataset } = explanations;
  const agrees = new Uint16Array(explainer.length);
  const disagrees = new Uint16Array(explainer.length);
  for (const { parts } of readings) {
    for (const { condition, datasets } of parts) {
      const repeats = labelledRepeats(connection, agreementLabels, condition.number);
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        scanLabels(connection, agreementLabels, condition.number, repeat, (number, code) => {
          if ((explainer[number] ?? -1) < 0 || !datasets.has(dataset[number] ?? -1)) return;
          if (code === agreementCodes.agree) agrees[number] = (agrees[number] ?? 0) + 1;
          if (code === agreementCodes.disagree) disagrees[number] = (disagrees[number] ?? 0) + 1;
        });
      }
    }
  }
  return { agrees, disagrees };
}
