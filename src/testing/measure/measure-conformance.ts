import assert from 'node:assert/strict';
import { type Figure, figureThemes } from '../../charts/figure.ts';
import { measureInputs, noInputs, type StudyInputs } from '../../measures/inputs/inputs.ts';
import type { Measure, MeasureOptions, MeasureRegistry, StudyResults } from '../../measures/measure.ts';
import { measureStudy } from '../../measures/measure-study.ts';
import { builtInMeasures } from '../../measures/registry.ts';
import { cellText } from '../../tables/format.ts';
import type { Table } from '../../tables/table.ts';
import { renderText } from '../../tables/text.ts';
import type { ConformanceCheck } from '../dataset/dataset-conformance.ts';
import { emptyStudy, withoutVerdicts } from './without-verdicts.ts';

/** What a measure is checked with. */
export interface MeasureFixtures {
  /** A small study that the measure has something for. */
  readonly inputs: Partial<StudyInputs>;
  /** Markdown of the measure's page, docs/metrics/ID.md. */
  readonly page: string;
  /** Default: seed 1. */
  readonly options?: MeasureOptions;
  /** Results of other measures over the same inputs and options; computed if absent, which takes a few seconds. */
  readonly others?: StudyResults;
}

/** Where only the presence of a number matters. */
const few = { replicates: 20, permutations: 19 };

/** The width at which the example of a page is printed. */
const pageWidth = 100;

/** One measure with its result, and the results of all others that its views may compare it with. */
class MeasureFixture {
  readonly measure: Measure<unknown>;
  readonly inputs: StudyInputs;
  readonly options: MeasureOptions;
  readonly page: string;
  readonly #others: StudyResults | undefined;
  readonly #registry: MeasureRegistry;
  #results: StudyResults | undefined;

  constructor(measure: Measure<unknown>, { inputs, page, options = { seed: 1 }, others }: MeasureFixtures) {
    this.measure = measure;
    this.inputs = { ...noInputs, ...inputs };
    this.options = options;
    this.page = page;
    this.#others = others;
    this.#registry = [...builtInMeasures.filter(({ id }) => id !== measure.id), measure];
  }

  compute(inputs: StudyInputs): unknown {
    return this.measure.compute(measureInputs(inputs), this.options);
  }

  /** The same study if every model had refused everything. */
  refusedResults(): StudyResults {
    return measureStudy(withoutVerdicts(this.inputs), { ...this.options, ...few }, this.#registry);
  }

  get results(): StudyResults {
    this.#results ??=
      this.#others === undefined
        ? measureStudy(this.inputs, this.options, this.#registry)
        : { ...this.#others, [this.measure.id]: this.compute(this.inputs) };
    return this.#results;
  }

  get result(): unknown {
    const result = this.results[this.measure.id] ?? null;
    assert.notEqual(result, null, 'The inputs of the fixture must have something to measure.');
    return result;
  }

  tables(results = this.results): readonly Table[] {
    return this.measure.tables.flatMap(({ make, makeForReport }) => [
      ...make(results),
      ...(makeForReport?.(results) ?? []),
    ]);
  }

  figures(): readonly Figure[] {
    const place = { theme: figureThemes.light, width: 640 };
    return (this.measure.charts ?? []).flatMap(({ make }) => make(this.results, place));
  }
}

/**
 * What every measure must hold to. Run each check as a test of any framework:
 * `for (const { name, run } of measureConformance(measure, fixtures)) it(name, run);`
 *
 * @example
 * const fixtures = { inputs: { judgments: tableFromJudgments(rows) }, page: await readFile('page.md', 'utf8') };
 * for (const { name, run } of measureConformance(myMeasure, fixtures)) it(name, run);
 */
export function measureConformance<Result>(
  measure: Measure<Result>,
  fixtures: MeasureFixtures,
): readonly ConformanceCheck[] {
  const fixture = new MeasureFixture(measure as Measure<unknown>, fixtures);
  const checks: Readonly<Record<string, (fixture: MeasureFixture) => void>> = {
    'has an id of lower-case words, and a question as its title': isNamed,
    'measures nothing, and not 0, in an empty study': measuresNothing,
    'measures nothing where something that it needs is missing': needsItsInputs,
    'gives the same numbers for the same seed': isReproducible,
    'gives results, fields and rows of plain JSON': isPlainJson,
    'prints the same fields with and without a result': hasTheSameFields,
    'shows nothing that is undefined as 0': showsNoFalseZero,
    'keeps to a scope': keepsToScope,
    'has a cell for each column of a table': fillsItsTables,
    'describes every figure in words, and has its rows': describesFigures,
    'answers in sentences, also where nothing was measured': answersInSentences,
    'has a page with an example that the program prints': isDocumented,
  };
  return Object.entries(checks).map(([name, check]) => ({
    name: `${measure.id} ${name}`,
    run: async () => check(fixture),
  }));
}

function isNamed({ measure: { id, title } }: MeasureFixture): void {
  assert.match(id, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  assert.match(title, /^\p{Lu}.*\?$/u);
}

function measuresNothing(fixture: MeasureFixture): void {
  assert.equal(fixture.compute(noInputs), null);
  assert.equal(fixture.compute(emptyStudy()), null);
}

function needsItsInputs(fixture: MeasureFixture): void {
  const { needs } = fixture.measure;
  assert.ok(needs.length > 0);
  for (const name of needs) assert.equal(fixture.compute({ ...fixture.inputs, [name]: null }), null, name);
  const needed = Object.fromEntries(needs.map((name) => [name, fixture.inputs[name]]));
  assert.deepEqual(fixture.compute({ ...noInputs, ...needed }), fixture.result);
}

function isReproducible(fixture: MeasureFixture): void {
  assert.deepEqual(fixture.compute(fixture.inputs), fixture.result);
}

function isPlainJson({ measure, result }: MeasureFixture): void {
  for (const value of [result, measure.json(result), measure.rows(result)]) {
    // JSON loses undefined, NaN, infinities, maps and typed arrays: they are not equal after the round trip.
    assert.deepEqual(JSON.parse(JSON.stringify(value)), value);
  }
  const rows = measure.rows(result);
  assert.ok(rows.length > 0);
  for (const row of rows) {
    assert.match(String(row.table), /^[a-z][a-z0-9_]*$/);
    for (const cell of Object.values(row)) assert.ok(cell === null || typeof cell !== 'object');
  }
}

function hasTheSameFields({ measure, result }: MeasureFixture): void {
  const without = measure.json(null);
  assert.deepEqual(Object.keys(without), Object.keys(measure.json(result)));
  for (const [field, value] of Object.entries(without)) {
    assert.ok(value === null || (Array.isArray(value) && value.length === 0), `${field} of nothing`);
  }
}

/** If every model had refused everything, no rate and no coefficient would be defined, so none may be shown. */
function showsNoFalseZero(fixture: MeasureFixture): void {
  const changed = fixture.measure.needs.every((name) => name !== 'explanations' && name !== 'ratings');
  const results = fixture.refusedResults();
  if (!changed || (results[fixture.measure.id] ?? null) === null) return;
  for (const row of fixture.measure.rows(results[fixture.measure.id])) {
    if (row.n === 0) assert.equal(row.rate ?? null, null, `rate over nothing in a row of ${row.table}`);
  }
  for (const { title, rows } of fixture.tables(results)) {
    const cells = rows.flatMap((row) => ('section' in row ? [] : row.map((cell) => cellText(cell, false))));
    const zero = cells.find((cell) => /^[−-]?0(\.0)?%( |$)|^[−-]?0\.00( |$)/.test(cell));
    assert.equal(zero, undefined, `A value over nothing in "${title}".`);
  }
}

function keepsToScope({ measure, result }: MeasureFixture): void {
  assert.deepEqual(measure.within(result, {}), result);
  for (const scope of [{ dataset: 'no such dataset' }, { attack: 'no such attack' }]) {
    const own = measure.within(result, scope);
    if (own !== null) assert.deepEqual(own, result, `${JSON.stringify(scope)} restricts half of it`);
  }
}

function fillsItsTables(fixture: MeasureFixture): void {
  const tables = fixture.tables();
  assert.ok(tables.length > 0);
  for (const { title, columns, rows } of tables) {
    assert.notEqual(title, '');
    for (const row of rows) if (!('section' in row)) assert.equal(row.length, columns.length, title);
  }
}

function describesFigures(fixture: MeasureFixture): void {
  for (const { id, title, lead, description, columns, rows } of fixture.figures()) {
    assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [title, lead, description]) assert.notEqual(text.trim(), '', id);
    assert.ok(rows.length > 0, id);
    for (const row of rows) {
      assert.equal(row.length, columns.length, id);
      for (const cell of row) assert.ok(typeof cell !== 'number' || Number.isFinite(cell), id);
    }
  }
}

function answersInSentences(fixture: MeasureFixture): void {
  const { findings = [], cautions, methods = [] } = fixture.measure;
  for (const results of [fixture.results, {}]) {
    for (const { make } of findings) assert.match(make(results).answer, /\.$/);
    for (const sentence of cautions?.call(fixture.measure, results) ?? []) assert.match(sentence, /\.$/);
  }
  for (const view of methods) for (const sentence of view.make(fixture.result)) assert.match(sentence, /\.$/);
}

function isDocumented(fixture: MeasureFixture): void {
  const { page } = fixture;
  assert.match(page, /^# \S/);
  assert.match(page, /\n## When it misleads\n/);
  const example = /\n## Example\n[\s\S]*?```text\n([\s\S]*?)```/.exec(page)?.[1];
  const printed = fixture.tables().map((table) => renderText(table, pageWidth));
  assert.ok(
    example !== undefined && printed.includes(example),
    `The example must be one of the tables of the measure, as printed:\n\n${printed.join('\n')}`,
  );
}
