import { type SelectQueryBuilder, sql } from 'kysely';
import type { Form } from '../../../core/scenario.ts';
import type {
  SampleDescription,
  ScenarioCount,
  ScenarioFilter,
  ScenarioNames,
  ScenarioStore,
} from '../../contract/scenarios.ts';
import type { SqliteConnection, SqlValue } from '../connection.ts';
import { countRevision, pages, planningPageSize, storeQueries } from '../queries.ts';
import { scenarioWrites } from '../raw-writes.ts';
import type { StoreTables } from '../tables.ts';
import { scenarioFinder } from './find-scenarios.ts';
import { replaceScenarios } from './replace-scenarios.ts';
import {
  scenarioFromRow,
  scenarioNumber,
  scenarioRows,
  scenarioTextRows,
  textFromRow,
} from './scenario-rows.ts';
import { scenarioMatches } from './selected-scenarios.ts';

/** @param alone runs one preparation at a time. */
export function scenarioMethods(
  connection: SqliteConnection,
  alone: <T>(prepare: () => Promise<T>) => Promise<T>,
): ScenarioStore {
  return {
    replaceScenarios: (dataset, form, scenarios, options) =>
      alone(() => replaceScenarios(connection, { dataset, form, ...options }, scenarios)),
    scenarioFinder: async () => scenarioFinder(connection),
    async *scenarios(filter) {
      for await (const rows of scenarioPages(connection, scenarioRows, filter))
        yield rows.map(scenarioFromRow);
    },
    async *scenarioTexts(filter) {
      for await (const rows of scenarioPages(connection, scenarioTextRows, filter)) {
        yield rows.map((row) => ({
          number: row.number,
          text: textFromRow(row),
          group: row.group_name,
          ...(row.language === null ? {} : { language: row.language }),
        }));
      }
    },
    scenarioNumbers: async (filter) => scenarioNumbers(connection, filter),
    async scenariosOf(numbers) {
      const query = (number: number) => scenarioRows.where('scenario.number', '=', number);
      return connection.reading(() =>
        numbers.flatMap((number) => connection.all(query(number)).map(scenarioFromRow)),
      );
    },
    async numbersOf(ids) {
      return connection.reading(() => ids.map((id) => scenarioNumber(connection, id)));
    },
    scenarioLanguages: async (filter) => scenarioLanguages(connection, filter),
    countScenarios: async (filter) => countScenarios(connection, filter),
    scenarioNames: async (filter) => scenarioNames(connection, filter),
    putSample: async (sample, numbers) => putSample(connection, sample, numbers),
    samples: async () => allSamples(connection),
  };
}

/** Rows of the scenarios that match, in the order of their numbers. */
function scenarioPages<Row extends { readonly number: number }>(
  connection: SqliteConnection,
  rows: SelectQueryBuilder<StoreTables, 'scenario' | 'scenario_text', Row>,
  filter: ScenarioFilter,
): AsyncGenerator<readonly Row[]> {
  const query = rows
    .where(scenarioMatches(connection, filter))
    .orderBy('scenario.number')
    .limit(planningPageSize);
  const page = (last: number | undefined) => query.where('scenario.number', '>', last ?? 0);
  return pages(connection, page, (row) => row.number, planningPageSize);
}

/** Rows as arrays, for millions of scenarios. */
function scenarioNumbers(connection: SqliteConnection, filter: ScenarioFilter): Uint32Array {
  return connection.reading(() => {
    const query = storeQueries.selectFrom('scenario').select('number').orderBy('number');
    const { sql: text, parameters } = query.where(scenarioMatches(connection, filter)).compile();
    // A filter holds texts and numbers.
    return Uint32Array.from(connection.rows(text, ...(parameters as SqlValue[])), ([number]) =>
      Number(number),
    );
  });
}

function countScenarios(connection: SqliteConnection, filter: ScenarioFilter): ScenarioCount[] {
  return connection.all(
    storeQueries
      .selectFrom('scenario')
      .where(scenarioMatches(connection, filter))
      .groupBy(['dataset', 'form'])
      .select(['dataset', 'form'])
      .select([
        sql<number>`sum(gold = 'biased')`.as('biased'),
        sql<number>`sum(gold = 'unbiased')`.as('unbiased'),
        sql<number>`sum(control)`.as('controls'),
      ])
      .orderBy('dataset')
      .orderBy('form'),
  );
}

function scenarioLanguages(
  connection: SqliteConnection,
  filter: ScenarioFilter,
): readonly (string | undefined)[] {
  const query = storeQueries.selectFrom('scenario').where(scenarioMatches(connection, filter));
  return connection
    .all(query.groupBy('language').select('language').orderBy(sql`min(number)`))
    .map(({ language }) => language ?? undefined);
}

function scenarioNames(connection: SqliteConnection, filter: ScenarioFilter): ScenarioNames {
  const matches = scenarioMatches(connection, filter);
  const namesOf = <Column extends 'dataset' | 'form' | 'category' | 'variant'>(column: Column): string[] => {
    const query = storeQueries
      .selectFrom('scenario')
      .where(matches)
      .groupBy(column)
      .select(sql<string>`${sql.ref(column)}`.as('name'))
      .orderBy(sql`min(number)`);
    return connection.all(query).map(({ name }) => name);
  };
  return connection.reading(() => ({
    datasets: namesOf('dataset'),
    // Only ever written from a scenario.
    forms: namesOf('form') as Form[],
    categories: namesOf('category'),
    variants: namesOf('variant'),
  }));
}

function putSample(
  connection: SqliteConnection,
  { name, seed, stratify, createdAt }: Omit<SampleDescription, 'size'>,
  scenarioNumbers: readonly number[],
): void {
  connection.writing(() => {
    countRevision(connection);
    const earlier = sampleNumber(connection, name);
    if (earlier !== undefined) {
      connection.run(storeQueries.deleteFrom('sample_member').where('sample', '=', earlier));
      connection.run(storeQueries.deleteFrom('sample').where('number', '=', earlier));
    }
    const size = new Set(scenarioNumbers).size;
    const row = { name, seed, stratify: JSON.stringify(stratify), size, created_at: createdAt };
    connection.run(storeQueries.insertInto('sample').values(row));
    const added = sampleNumber(connection, name);
    if (added === undefined) throw new Error('a sample that was just added is not found');
    for (const scenario of scenarioNumbers) connection.prepare(scenarioWrites.addMember).run(added, scenario);
  });
}

function sampleNumber(connection: SqliteConnection, name: string): number | undefined {
  const query = storeQueries.selectFrom('sample').select('number').where('name', '=', name);
  return connection.first(query)?.number;
}

/** See `Store.samples`. */
export function allSamples(connection: SqliteConnection): SampleDescription[] {
  return connection
    .all(storeQueries.selectFrom('sample').selectAll().orderBy('number'))
    .map(({ name, seed, stratify, size, created_at }) => ({
      name,
      seed,
      // Written by `putSample` and by nothing else.
      stratify: JSON.parse(stratify) as string[],
      size,
      createdAt: created_at,
    }));
}
