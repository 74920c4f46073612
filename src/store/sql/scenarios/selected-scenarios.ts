import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import { StoreError } from '../../../errors/errors.ts';
import type { ScenarioFilter } from '../../contract/store.ts';
import { storeQueries } from '../queries.ts';
import { compiled, first, type SqlRow, type Steps, scan } from '../steps.ts';
import type { StoreTables } from '../tables.ts';

/** Numbers names in the order of their first use; up to 65,536 of them. */
export class Names {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.list.length;
    if (number > 0xffff) {
      throw new StoreError(`The selection has more than 65,536 different ${this.#what}.`, {
        advice: 'Select fewer scenarios, or import them with coarser names.',
      });
    }
    this.#numbers.set(name, number);
    this.list.push(name);
    return number;
  }
}

/** The scenarios of a selection in columns, in the order of their numbers; the fields are those of `JudgmentTable`. */
export interface SelectedScenarios {
  readonly scenarioCount: number;
  readonly datasets: readonly string[];
  readonly categories: readonly string[];
  readonly variants: readonly string[];
  readonly dataset: Uint16Array;
  readonly number: Uint32Array;
  readonly category: Uint16Array;
  readonly variant: Uint16Array;
  readonly cluster: Uint32Array;
  readonly clusterCount: number;
  readonly goldBiased: Uint8Array;
  readonly control: Uint8Array;
  /** Position by the scenario's number in the store, -1 for those not selected. */
  readonly position: Int32Array;
}

type Row = readonly [
  number: number,
  dataset: string,
  category: string,
  variant: string,
  cluster: string,
  gold: string,
  control: number,
];

/** Reads the selected scenarios, never their texts. */
export function* selectedScenarios(filter: ScenarioFilter): Steps<SelectedScenarios> {
  const matches = yield* scenarioMatches(filter);
  const size = yield* first(
    storeQueries
      .selectFrom('scenario')
      .where(matches)
      .select((on) => [on.fn.countAll<number>().as('count'), on.fn.max<number | null>('number').as('last')]),
  );
  const count = size?.count ?? 0;
  const datasets = new Names('datasets');
  const categories = new Names('categories');
  const variants = new Names('variants');
  const clusters = new Clusters();
  const dataset = new Uint16Array(count);
  const number = new Uint32Array(count);
  const category = new Uint16Array(count);
  const variant = new Uint16Array(count);
  const cluster = new Uint32Array(count);
  const goldBiased = new Uint8Array(count);
  const control = new Uint8Array(count);
  const position = new Int32Array((size?.last ?? 0) + 1).fill(-1);
  let next = 0;
  yield* scan(narrowRows(matches), (values) => {
    // The columns are those of `narrowRows`.
    const row = values as SqlRow & Row;
    const inDataset = datasets.numberOf(row[1]);
    position[row[0]] = next;
    number[next] = row[0];
    dataset[next] = inDataset;
    category[next] = categories.numberOf(row[2]);
    variant[next] = variants.numberOf(row[3]);
    cluster[next] = clusters.numberOf(inDataset, row[4]);
    goldBiased[next] = row[5] === 'biased' ? 1 : 0;
    control[next] = row[6];
    next += 1;
  });
  return {
    scenarioCount: count,
    datasets: datasets.list,
    categories: categories.list,
    variants: variants.list,
    dataset,
    number,
    category,
    variant,
    cluster,
    clusterCount: clusters.count,
    goldBiased,
    control,
    position,
  };
}

function narrowRows(matches: Expression<SqlBool>) {
  return compiled(
    storeQueries
      .selectFrom('scenario')
      .where(matches)
      .orderBy('number')
      .select(['number', 'dataset', 'category', 'variant', 'cluster', 'gold', 'control']),
  );
}

/** Clusters of different datasets are different, whatever their names. */
export class Clusters {
  count = 0;
  readonly #byDataset: Map<string, number>[] = [];

  numberOf(dataset: number, name: string): number {
    const numbers = this.#byDataset[dataset] ?? new Map<string, number>();
    this.#byDataset[dataset] = numbers;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, this.count);
    this.count += 1;
    return this.count - 1;
  }
}

/**
 * The filter as a condition on `scenario`, for any query that has that table.
 * @throws StoreError where there is no sample of that name.
 */
export function* scenarioMatches(filter: ScenarioFilter): Steps<Expression<SqlBool>> {
  const on = expressionBuilder<StoreTables, 'scenario'>();
  const conditions: Expression<SqlBool>[] = [on('scenario.active', '=', 1)];
  if (filter.datasets !== undefined) conditions.push(on('scenario.dataset', 'in', [...filter.datasets]));
  if (filter.forms !== undefined) conditions.push(on('scenario.form', 'in', [...filter.forms]));
  if (filter.categories !== undefined) conditions.push(on('scenario.category', 'in', [...filter.categories]));
  if (filter.variants !== undefined) conditions.push(on('scenario.variant', 'in', [...filter.variants]));
  if (filter.gold !== undefined) conditions.push(on('scenario.gold', '=', filter.gold));
  if (filter.sample !== undefined) {
    const sample = yield* sampleNumber(filter.sample);
    const member = on
      .selectFrom('sample_member')
      .select('sample_member.scenario')
      .where('sample_member.sample', '=', sample)
      .whereRef('sample_member.scenario', '=', 'scenario.number');
    conditions.push(on.exists(member));
  }
  return on.and(conditions);
}

function* sampleNumber(name: string): Steps<number> {
  const { rows, location } = yield compiled(
    storeQueries.selectFrom('sample').select(['number', 'name']).orderBy('number'),
  );
  const samples = rows.map(([number, of]) => ({ number: Number(number), name: String(of) }));
  const found = samples.find((sample) => sample.name === name);
  if (found !== undefined) return found.number;
  throw new StoreError(`There is no sample "${name}".`, {
    where: location,
    expected: samples.map((sample) => sample.name).join(', ') || 'a sample made with "hvsb sample"',
    found: name,
  });
}
