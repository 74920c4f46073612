import { type SelectQueryBuilder, sql } from 'kysely';
import type { Form } from '../../../core/scenario.ts';
import type {
  NumberRange,
  SampleDescription,
  ScenarioCount,
  ScenarioFilter,
  ScenarioNames,
  ScenarioStore,
  StoredScenario,
} from '../../contract/scenarios.ts';
import { countRevision, type Database, pages } from '../database.ts';
import { batchesOf, planningPageSize, storeQueries } from '../queries.ts';
import { all, compiled, each, first, run, type Steps, scan } from '../steps.ts';
import type { StoreTables } from '../tables.ts';
import { scenarioFromRow, scenarioRows, scenarioTextRows, textFromRow } from './scenario-rows.ts';
import { scenarioMatches } from './selected-scenarios.ts';

/** Each database has its own way to store many scenarios and to find them by what they say. */
export function scenarioMethods(
  database: Database,
): Omit<ScenarioStore, 'replaceScenarios' | 'scenarioFinder'> {
  const { reading, writing } = database;
  return {
    async *scenarios(filter, range) {
      for await (const rows of scenarioPages(database, scenarioRows, filter, range))
        yield rows.map(scenarioFromRow);
    },
    async *scenarioTexts(filter, range) {
      for await (const rows of scenarioPages(database, scenarioTextRows, filter, range)) {
        yield rows.map((row) => ({
          number: row.number,
          text: textFromRow(row),
          group: row.group_name,
          ...(row.language === null ? {} : { language: row.language }),
        }));
      }
    },
    scenarioNumbers: (filter) => reading(() => scenarioNumbers(filter)),
    scenariosOf: (numbers) => reading(() => scenariosOf(numbers)),
    numbersOf: (ids) => reading(() => numbersOf(ids)),
    scenarioLanguages: (filter) => reading(() => scenarioLanguages(filter)),
    countScenarios: (filter) => reading(() => countScenarios(filter)),
    scenarioNames: (filter) => reading(() => scenarioNames(filter)),
    putSample: (sample, numbers) => writing(() => putSample(sample, numbers)),
    samples: () => reading(allSamples),
  };
}

/** Rows of the scenarios that match, in the order of their numbers. */
async function* scenarioPages<Row extends { readonly number: number }>(
  database: Database,
  rows: SelectQueryBuilder<StoreTables, 'scenario' | 'scenario_text', Row>,
  filter: ScenarioFilter,
  range: NumberRange | undefined,
): AsyncGenerator<readonly Row[]> {
  const matches = await database.reading(() => scenarioMatches(filter));
  const all = rows.where(matches).orderBy('scenario.number');
  const query = range === undefined ? all : all.where('scenario.number', '<=', range.to);
  const page = (last = (range?.from ?? 1) - 1) => query.where('scenario.number', '>', last);
  yield* pages(database, page, (row) => row.number, planningPageSize);
}

function* scenarioNumbers(filter: ScenarioFilter): Steps<Uint32Array> {
  const query = storeQueries.selectFrom('scenario').select('number').orderBy('number');
  const numbers: number[] = [];
  yield* scan(compiled(query.where(yield* scenarioMatches(filter))), ([number]) => {
    numbers.push(Number(number));
  });
  return Uint32Array.from(numbers);
}

function* scenariosOf(numbers: readonly number[]): Steps<StoredScenario[]> {
  const rows = yield* each(batchesOf([...new Set(numbers)]), (batch) =>
    all(scenarioRows.where('scenario.number', 'in', batch)),
  );
  const found = new Map(rows.flat().map((row) => [row.number, row]));
  return numbers.flatMap((number) => {
    const row = found.get(number);
    return row === undefined ? [] : [scenarioFromRow(row)];
  });
}

function* numbersOf(ids: readonly string[]): Steps<(number | null)[]> {
  const rows = yield* each(batchesOf([...new Set(ids)]), (batch) =>
    all(storeQueries.selectFrom('scenario').select(['id', 'number']).where('id', 'in', batch)),
  );
  const found = new Map(rows.flat().map(({ id, number }) => [id, number]));
  return ids.map((id) => found.get(id) ?? null);
}

function* countScenarios(filter: ScenarioFilter): Steps<ScenarioCount[]> {
  const matches = yield* scenarioMatches(filter);
  return yield* all(
    storeQueries
      .selectFrom('scenario')
      .where(matches)
      .groupBy(['dataset', 'form'])
      .select(['dataset', 'form'])
      .select([
        sql<number>`count(*) filter (where gold = 'biased')`.as('biased'),
        sql<number>`count(*) filter (where gold = 'unbiased')`.as('unbiased'),
        sql<number>`sum(control)`.as('controls'),
      ])
      .orderBy('dataset')
      .orderBy('form'),
  );
}

function* scenarioLanguages(filter: ScenarioFilter): Steps<readonly (string | undefined)[]> {
  const query = storeQueries.selectFrom('scenario').where(yield* scenarioMatches(filter));
  const rows = yield* all(query.groupBy('language').select('language').orderBy(sql`min(number)`));
  return rows.map(({ language }) => language ?? undefined);
}

function* scenarioNames(filter: ScenarioFilter): Steps<ScenarioNames> {
  const matches = yield* scenarioMatches(filter);
  const namesOf = function* (column: 'dataset' | 'form' | 'category' | 'variant'): Steps<string[]> {
    const query = storeQueries
      .selectFrom('scenario')
      .where(matches)
      .groupBy(column)
      .select(sql<string>`${sql.ref(column)}`.as('name'))
      .orderBy(sql`min(number)`);
    return (yield* all(query)).map(({ name }) => name);
  };
  return {
    datasets: yield* namesOf('dataset'),
    // Only ever written from a scenario.
    forms: (yield* namesOf('form')) as Form[],
    categories: yield* namesOf('category'),
    variants: yield* namesOf('variant'),
  };
}

function* putSample(
  { name, seed, stratify, createdAt }: Omit<SampleDescription, 'size'>,
  scenarioNumbers: readonly number[],
): Steps<void> {
  yield countRevision;
  const earlier = yield* sampleNumber(name);
  if (earlier !== undefined) {
    yield* run(storeQueries.deleteFrom('sample_member').where('sample', '=', earlier));
    yield* run(storeQueries.deleteFrom('sample').where('number', '=', earlier));
  }
  const members = [...new Set(scenarioNumbers)];
  const row = { name, seed, stratify: JSON.stringify(stratify), size: members.length, created_at: createdAt };
  yield* run(storeQueries.insertInto('sample').values(row));
  const added = yield* sampleNumber(name);
  if (added === undefined) throw new Error('a sample that was just added is not found');
  yield* each(batchesOf(members), (batch) =>
    run(
      storeQueries.insertInto('sample_member').values(batch.map((scenario) => ({ sample: added, scenario }))),
    ),
  );
}

function* sampleNumber(name: string): Steps<number | undefined> {
  const query = storeQueries.selectFrom('sample').select('number').where('name', '=', name);
  return (yield* first(query))?.number;
}

/** See `Store.samples`. */
export function* allSamples(): Steps<SampleDescription[]> {
  const samples = yield* all(storeQueries.selectFrom('sample').selectAll().orderBy('number'));
  return samples.map(({ name, seed, stratify, size, created_at }) => ({
    name,
    seed,
    // Written by `putSample` and by nothing else.
    stratify: JSON.parse(stratify) as string[],
    size,
    createdAt: created_at,
  }));
}
