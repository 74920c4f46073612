import { sql } from 'kysely';
import { type Condition, noAttack } from '../../../core/condition.ts';
import type { AgreementQuery, ListedAgreement } from '../../../core/view/explanation-view.ts';
import {
  type AgreementPosition,
  type AgreementSlice,
  beginning,
  cutAfter,
  type StudyIndex,
  textExcerpt,
} from '../../contract/study.ts';
import { allConditions } from '../conditions/conditions.ts';
import { explanationMatches } from '../explanations/counted-explanations.ts';
import { agreementLabels } from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { scenarioFromRow } from '../scenarios/scenario-rows.ts';
import { all, type Steps } from '../steps.ts';

/** Agreements that count, rater by rater, in the order of their rows. */
export function* agreementSlice(
  { counted }: Pick<StudyIndex, 'counted'>,
  query: AgreementQuery,
  after: AgreementPosition | null,
  limit: number,
): Steps<AgreementSlice> {
  const conditions = yield* allConditions();
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
    const agreements = yield* agreementsBy(rater, conditions, counted, query, place);
    const page = yield* all(agreements.limit(left + 1));
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
function startOf(rater: Condition, place: AgreementPosition | null): AgreementPosition {
  return place ?? { condition: rater.number, repeat: -1, explanation: -1 };
}

function* agreementsBy(
  rater: Condition,
  conditions: readonly Condition[],
  counted: StudyIndex['counted'],
  { explainer, outcome, dataset, category, attack = noAttack }: AgreementQuery,
  after: AgreementPosition | null,
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
  let query = selectAgreements()
    .where('agreement.condition', '=', rater.number)
    .where(yield* explanationMatches(filter, explaining));
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

function selectAgreements() {
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

type Row = Awaited<ReturnType<ReturnType<typeof selectAgreements>['executeTakeFirstOrThrow']>>;

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
