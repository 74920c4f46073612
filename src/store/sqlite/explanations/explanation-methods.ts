import { sql } from 'kysely';
import type {
  AgreementRow,
  AgreementSelection,
  ExplanationFilter,
  ExplanationRow,
  ExplanationStore,
  StoredExplanation,
} from '../../contract/explanations.ts';
import type { SqliteConnection } from '../connection.ts';
import { knownLabels } from '../labels/known-labels.ts';
import { agreementLabels, explanationLabels } from '../labels/label-tables.ts';
import { batchesOf, pageSize, pages, storeQueries } from '../queries.ts';
import { scenarioFromRow } from '../scenarios/scenario-rows.ts';
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

export function explanationMethods(connection: SqliteConnection): ExplanationStore {
  return {
    explained: async (subjects) => knownLabels(connection, explanationLabels, subjects),
    countExplained: async (condition, filter, repeats) =>
      countExplained(connection, condition, filter, repeats),
    explanations: (filter) => readExplanations(connection, filter),
    explanationsOf: async (filter, scenarios) => explanationsOf(connection, filter, scenarios),
    countExplanations: async (filter) => countExplanations(connection, filter),
    agreed: async (subjects) => knownLabels(connection, agreementLabels, subjects),
    countAgreed: async (condition, filter, repeats) => countAgreed(connection, condition, filter, repeats),
    agreementTable: async (selection) => readAgreementTable(connection, selection),
    explanationRows: (filter) => readExplanationRows(connection, filter),
    agreementRows: (selection) => readAgreementRows(connection, selection),
  };
}

async function* readExplanations(
  connection: SqliteConnection,
  filter: ExplanationFilter,
): AsyncGenerator<readonly StoredExplanation[]> {
  const query = connection.reading(() => explanationsWithText(connection, filter)).limit(pageSize);
  const page = (last: number | undefined) => query.where('explanation.number', '>', last ?? 0);
  for await (const rows of pages(connection, page, (row) => row.explanation)) {
    yield rows.map(explanationFromRow);
  }
}

function explanationsOf(
  connection: SqliteConnection,
  filter: ExplanationFilter,
  scenarios: readonly number[],
): StoredExplanation[] {
  return connection.reading(() => {
    const query = explanationsWithText(connection, filter);
    const rows = batchesOf([...new Set(scenarios)]).flatMap((numbers) =>
      connection.all(query.where('explanation.scenario', 'in', numbers)),
    );
    return rows.sort((one, other) => one.explanation - other.explanation).map(explanationFromRow);
  });
}

/** Within `reading`. */
function explanationsWithText(connection: SqliteConnection, filter: ExplanationFilter) {
  return explanationsThatCount(connection, filter)
    .innerJoin('explanation_text', 'explanation_text.explanation', 'explanation.number')
    .innerJoin('scenario_text', 'scenario_text.scenario', 'scenario.number')
    .selectAll(['scenario', 'scenario_text'])
    .select(['explanation.number as explanation', 'explanation.repeat', 'explanation_text.text as written'])
    .select(['condition.model', 'condition.attack']);
}

type ExplanationWithText = Awaited<
  ReturnType<ReturnType<typeof explanationsWithText>['executeTakeFirstOrThrow']>
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
  connection: SqliteConnection,
  filter: ExplanationFilter,
): AsyncGenerator<readonly ExplanationRow[]> {
  const query = connection
    .reading(() => explanationsThatCount(connection, filter))
    .leftJoin('explanation_text', 'explanation_text.explanation', 'explanation.number')
    .select(['explanation.number as explanation', 'scenario.id as scenario_id', 'scenario.dataset'])
    .select(['scenario.category', 'scenario.variant', 'scenario.gold', 'condition.model'])
    .select(['condition.attack', 'explanation.repeat', 'explanation.outcome', 'explanation_text.text'])
    .limit(pageSize);
  const page = (last: number | undefined) => query.where('explanation.number', '>', last ?? 0);
  for await (const rows of pages(connection, page, (row) => row.explanation)) {
    yield rows.map(({ outcome, text, ...row }) => ({
      ...row,
      outcome: explanationLabels.labelOf(outcome),
      text: text ?? '',
    }));
  }
}

/** Within `reading`. */
function explanationsThatCount(connection: SqliteConnection, filter: ExplanationFilter) {
  const counted = countedExplanations(connection, filter);
  return storeQueries
    .selectFrom('explanation')
    .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
    .innerJoin('condition', 'condition.number', 'explanation.condition')
    .where(explanationMatches(connection, filter, counted))
    .orderBy('explanation.number');
}

async function* readAgreementRows(
  connection: SqliteConnection,
  selection: AgreementSelection,
): AsyncGenerator<readonly AgreementRow[]> {
  const { explanations, counted, raters } = connection.reading(() => {
    const selected = selectedExplanations(connection, selection);
    const agreements = countedAgreements(connection, selection, selected);
    return {
      explanations: selected,
      counted: countedExplanations(connection, selection),
      raters: agreements,
    };
  });
  const agreements = agreementsWithText().where(explanationMatches(connection, selection, counted));
  for (const { rater, parts } of raters) {
    for (const { condition, datasets } of parts) {
      const query = agreements.where('agreement.condition', '=', condition.number).where(
        'scenario.dataset',
        'in',
        explanations.datasets.filter((_, dataset) => datasets.has(dataset)),
      );
      const page = (last: { repeat: number; explanation: number } | undefined) =>
        last === undefined
          ? query
          : query.where(
              sql<boolean>`(agreement.repeat, agreement.explanation) > (${last.repeat}, ${last.explanation})`,
            );
      for await (const rows of pages(connection, page, (row) => row)) {
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
      .limit(pageSize)
  );
}
