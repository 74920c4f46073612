import { sql } from 'kysely';
import type {
  AgreementRow,
  AgreementSelection,
  ExplanationFilter,
  ExplanationRow,
  ExplanationStore,
  StoredExplanation,
} from '../../contract/explanations.ts';
import type { NumberRange } from '../../contract/scenarios.ts';
import { type Database, pages } from '../database.ts';
import { knownLabels } from '../labels/known-labels.ts';
import { agreementLabels, explanationLabels } from '../labels/label-tables.ts';
import { batchesOf, storeQueries } from '../queries.ts';
import { scenarioFromRow } from '../scenarios/scenario-rows.ts';
import { all, each, type Steps, type StepsResult } from '../steps.ts';
import { readAgreementTable } from './agreement-table.ts';
import {
  countAgreed,
  countExplained,
  countExplanations,
  countedAgreements,
  countedExplanations,
  explanationMatches,
  selectedExplanations,
} from './counted-explanations.ts';

export function explanationMethods(database: Database): ExplanationStore {
  const { reading } = database;
  return {
    explained: (subjects) => reading(() => knownLabels(explanationLabels, subjects)),
    countExplained: (condition, filter, repeats) => reading(() => countExplained(condition, filter, repeats)),
    explanations: (filter, range) => readExplanations(database, filter, range),
    explanationsOf: (filter, scenarios) => reading(() => explanationsOf(filter, scenarios)),
    countExplanations: (filter) => reading(() => countExplanations(filter)),
    agreed: (subjects) => reading(() => knownLabels(agreementLabels, subjects)),
    countAgreed: (condition, filter, repeats) => reading(() => countAgreed(condition, filter, repeats)),
    agreementTable: (selection) => reading(() => readAgreementTable(selection)),
    explanationRows: (filter) => readExplanationRows(database, filter),
    agreementRows: (selection) => readAgreementRows(database, selection),
  };
}

async function* readExplanations(
  database: Database,
  filter: ExplanationFilter,
  range: NumberRange | undefined,
): AsyncGenerator<readonly StoredExplanation[]> {
  const all = await database.reading(() => explanationsWithText(filter));
  const query = range === undefined ? all : all.where('explanation.number', '<=', range.to);
  const page = (last = (range?.from ?? 1) - 1) => query.where('explanation.number', '>', last);
  for await (const rows of pages(database, page, (row) => row.explanation)) {
    yield rows.map(explanationFromRow);
  }
}

function* explanationsOf(
  filter: ExplanationFilter,
  scenarios: readonly number[],
): Steps<StoredExplanation[]> {
  const query = yield* explanationsWithText(filter);
  const rows = yield* each(batchesOf([...new Set(scenarios)]), (numbers) =>
    all(query.where('explanation.scenario', 'in', numbers)),
  );
  return rows
    .flat()
    .sort((one, other) => one.explanation - other.explanation)
    .map(explanationFromRow);
}

function* explanationsWithText(filter: ExplanationFilter) {
  return (yield* explanationsThatCount(filter))
    .innerJoin('explanation_text', 'explanation_text.explanation', 'explanation.number')
    .innerJoin('scenario_text', 'scenario_text.scenario', 'scenario.number')
    .selectAll(['scenario', 'scenario_text'])
    .select(['explanation.number as explanation', 'explanation.repeat', 'explanation_text.text as written'])
    .select(['condition.model', 'condition.attack']);
}

type ExplanationWithText = Awaited<
  ReturnType<StepsResult<ReturnType<typeof explanationsWithText>>['executeTakeFirstOrThrow']>
>;

function explanationFromRow(row: ExplanationWithText): StoredExplanation {
  return {
    number: row.explanation,
    scenario: scenarioFromRow(row),
    explainer: row.model,
    attack: row.attack,
    repeat: row.repeat,
    text: row.written,
  };
}

async function* readExplanationRows(
  database: Database,
  filter: ExplanationFilter,
): AsyncGenerator<readonly ExplanationRow[]> {
  const query = (await database.reading(() => explanationsThatCount(filter)))
    .leftJoin('explanation_text', 'explanation_text.explanation', 'explanation.number')
    .select(['explanation.number as explanation', 'scenario.id as scenario_id', 'scenario.dataset'])
    .select(['scenario.category', 'scenario.variant', 'scenario.gold', 'condition.model'])
    .select(['condition.attack', 'explanation.repeat', 'explanation.outcome', 'explanation_text.text']);
  const page = (last: number | undefined) => query.where('explanation.number', '>', last ?? 0);
  for await (const rows of pages(database, page, (row) => row.explanation)) {
    yield rows.map(({ outcome, text, ...row }) => ({
      ...row,
      outcome: explanationLabels.labelOf(outcome),
      text: text ?? '',
    }));
  }
}

function* explanationsThatCount(filter: ExplanationFilter) {
  const counted = yield* countedExplanations(filter);
  const matches = yield* explanationMatches(filter, counted);
  return storeQueries
    .selectFrom('explanation')
    .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
    .innerJoin('condition', 'condition.number', 'explanation.condition')
    .where(matches)
    .orderBy('explanation.number');
}

async function* readAgreementRows(
  database: Database,
  selection: AgreementSelection,
): AsyncGenerator<readonly AgreementRow[]> {
  const { datasets: names, matches, raters } = await database.reading(() => countedFor(selection));
  const agreements = agreementsWithText().where(matches);
  for (const { rater, parts } of raters) {
    for (const { condition, datasets } of parts) {
      const query = agreements.where('agreement.condition', '=', condition.number).where(
        'scenario.dataset',
        'in',
        names.filter((_, dataset) => datasets.has(dataset)),
      );
      const page = (last: { repeat: number; explanation: number } | undefined) =>
        last === undefined
          ? query
          : query.where(
              sql<boolean>`(agreement.repeat, agreement.explanation) > (${last.repeat}, ${last.explanation})`,
            );
      for await (const rows of pages(database, page, (row) => row)) {
        yield rows.map(({ outcome, ...row }) => ({
          ...row,
          rater,
          outcome: agreementLabels.labelOf(outcome),
          arguments: row.arguments ?? '[]',
        }));
      }
    }
  }
}

function* countedFor(selection: AgreementSelection) {
  const explanations = yield* selectedExplanations(selection);
  const counted = yield* countedExplanations(selection);
  return {
    datasets: explanations.datasets,
    matches: yield* explanationMatches(selection, counted),
    raters: yield* countedAgreements(selection, explanations),
  };
}

function agreementsWithText() {
  return (
    storeQueries
      .selectFrom('agreement')
      // Cross joins: SQLite then keeps the order written here, which is the order of the rows.
      .crossJoin('explanation')
      .crossJoin('scenario')
      .crossJoin('condition')
      .crossJoin('call')
      .leftJoin('agreement_reasons as reasons', (join) =>
        join
          .onRef('reasons.condition', '=', 'agreement.condition')
          .onRef('reasons.repeat', '=', 'agreement.repeat')
          .onRef('reasons.explanation', '=', 'agreement.explanation'),
      )
      .whereRef('explanation.number', '=', 'agreement.explanation')
      .whereRef('scenario.number', '=', 'explanation.scenario')
      .whereRef('condition.number', '=', 'explanation.condition')
      .whereRef('call.number', '=', 'agreement.call')
      .select(['agreement.explanation', 'scenario.id as scenario_id', 'condition.model as explainer'])
      .select(['condition.attack', 'agreement.repeat', 'agreement.outcome'])
      .select(['reasons.thought', 'reasons.summary', 'reasons.arguments', 'call.text as response'])
      .orderBy('agreement.repeat')
      .orderBy('agreement.explanation')
  );
}
