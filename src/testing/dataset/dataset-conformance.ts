import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { scenarioId } from '../../core/hashes.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { DatasetSource } from '../../datasets/dataset-source.ts';
import { DataError } from '../../errors/errors.ts';
import { DatasetFixture, type DatasetFixtures, readOptions } from './dataset-fixture.ts';

export type { DatasetFixtures } from './dataset-fixture.ts';

/** A claim about a dataset; `run` rejects with an assertion error where it does not hold. */
export interface ConformanceCheck {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * What every dataset must hold to. Run each check as a test of any framework:
 * `for (const { name, run } of datasetConformance(source, fixtures)) it(name, run);`
 *
 * @example
 * const fixtures = { fileName: 'parables.jsonl', rows, badRow: '{}', repeated: 'left-out' } as const;
 * for (const { name, run } of datasetConformance(parables, fixtures)) it(name, run);
 */
export function datasetConformance(
  source: DatasetSource,
  fixtures: DatasetFixtures,
): readonly ConformanceCheck[] {
  const contract: Readonly<Record<string, (fixture: DatasetFixture) => Promise<void>>> = {
    'recognises its own files': recognisesFiles,
    'gives each scenario an id of its own, the hash of its content': givesUniqueIds,
    'gives the same ids when the rows are in another order': givesStableIds,
    'leaves no text, cluster or label empty': leavesNothingEmpty,
    'keeps gold labels and controls consistent': keepsGoldConsistent,
    'reports the row that each scenario came from': reportsRows,
    'reads a .gz like the plain file, and passes over a byte order mark': readsCompressed,
    'names file and line of bytes that are not UTF-8': namesWrongBytes,
    'says that a .gz is cut off': namesTruncation,
    'names file, place, expected and found of a bad row, and reads on': namesBadRow,
    'names both places of a repeated row': namesRepetition,
    'says that a file is not there': namesAbsence,
    ...(fixtures.streams === false
      ? {}
      : { 'gives its first item before the file is read to the end': streamsRows }),
  };
  return Object.entries(contract).map(([name, check]) => ({
    name: `${source.id} ${name}`,
    run: () => DatasetFixture.use(source, fixtures, check),
  }));
}

async function recognisesFiles({ source, fixtures }: DatasetFixture): Promise<void> {
  for (const { name } of source.publication.files) {
    assert.notEqual(source.recognises(name), source.companions?.includes(name) ?? false, name);
  }
  assert.ok(source.recognises(fixtures.fileName));
  assert.ok(!source.recognises('notes.txt'));
  assert.match(source.publication.citation, /^@\w+\{\S+,\n[\s\S]+\}$/);
}

async function givesUniqueIds(fixture: DatasetFixture): Promise<void> {
  const { scenarios, errors } = await fixture.readRows(fixture.fixtures.rows);
  assert.deepEqual(errors, []);
  assert.equal(new Set(scenarios.map(({ id }) => id)).size, scenarios.length);
  for (const scenario of scenarios) assert.equal(scenario.id, scenarioId(scenario));
}

async function givesStableIds(fixture: DatasetFixture): Promise<void> {
  const { rows } = fixture.fixtures;
  const forwards = await fixture.readRows(rows);
  const backwards = await fixture.readRows(rows.toReversed());
  assert.deepEqual(sortedIds(backwards.scenarios), sortedIds(forwards.scenarios));
}

async function leavesNothingEmpty(fixture: DatasetFixture): Promise<void> {
  const { scenarios } = await fixture.readRows(fixture.fixtures.rows);
  for (const scenario of scenarios) {
    const { kind: _, ...parts } = scenario.text;
    const { category, variant, cluster, sourceId } = scenario;
    for (const [field, value] of Object.entries({ ...parts, category, variant, cluster, sourceId })) {
      assert.notEqual(value.trim(), '', `${field} of row ${scenario.sourceRow}`);
    }
    assert.notEqual(scenario.group, '');
  }
}

async function keepsGoldConsistent(fixture: DatasetFixture): Promise<void> {
  const { source } = fixture;
  const { scenarios } = await fixture.readRows(fixture.fixtures.rows);
  assert.ok(scenarios.some(({ gold }) => gold === 'biased'));
  for (const scenario of scenarios) {
    assert.equal(scenario.dataset, source.id);
    assert.ok(source.forms.includes(scenario.form), scenario.form);
    if (scenario.control) assert.equal(scenario.gold, 'unbiased');
  }
}

async function reportsRows(fixture: DatasetFixture): Promise<void> {
  const { rows } = fixture.fixtures;
  assert.ok(rows.length >= 3, 'three rows are needed');
  const { scenarios } = await fixture.readRows(rows);
  for (const [index, row] of rows.entries()) {
    const alone = await fixture.readRows([row]);
    assert.ok(alone.scenarios.length > 0, `row ${index} gives no scenario`);
    const reported = scenarios.filter(({ sourceRow }) => sourceRow === fixture.rowNumber(index));
    assert.deepEqual(sortedIds(reported), sortedIds(alone.scenarios));
  }
}

async function readsCompressed(fixture: DatasetFixture): Promise<void> {
  const content = fixture.document(fixture.fixtures.rows);
  const plain = await fixture.read(content);
  const compressed = await fixture.read(gzipSync(content), '.gz');
  const marked = await fixture.read(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), content]));
  assert.deepEqual(compressed.scenarios, plain.scenarios);
  assert.deepEqual(marked.scenarios, plain.scenarios);
}

async function namesWrongBytes(fixture: DatasetFixture): Promise<void> {
  const content = fixture.document(fixture.fixtures.rows);
  const at = content.indexOf(fixture.fixtures.rows[1] ?? '') + 2;
  assert.ok(at >= 2, 'the document must hold the rows as they are');
  const broken = Buffer.concat([content.subarray(0, at), Buffer.from([0xff]), content.subarray(at)]);
  const error = await fixture.failure(broken);
  const line = content.subarray(0, at).toString().split('\n').length;
  assert.equal(error.where, `${fixture.path()}:${line}`);
  assert.match(error.message, /UTF-8/);
}

async function namesTruncation(fixture: DatasetFixture): Promise<void> {
  const compressed = gzipSync(fixture.document(fixture.fixtures.rows));
  const error = await fixture.failure(compressed.subarray(0, compressed.length - 12), '.gz');
  assert.equal(error.where, fixture.path('.gz'));
  assert.match(error.message, /cut off/);
}

async function namesBadRow(fixture: DatasetFixture): Promise<void> {
  const { rows, badRow } = fixture.fixtures;
  const { scenarios, errors } = await fixture.readRows([...rows, badRow]);
  const good = await fixture.readRows(rows);
  assert.deepEqual(sortedIds(scenarios), sortedIds(good.scenarios));
  assert.equal(errors.length, 1);
  assert.ok(errors[0] instanceof DataError);
  assertPlace(errors[0].where, fixture, rows.length);
  assert.ok(errors[0].expected && errors[0].found, 'expected and found are said');
}

async function namesRepetition(fixture: DatasetFixture): Promise<void> {
  const { rows, repeated } = fixture.fixtures;
  const { scenarios, errors, leftOut } = await fixture.readRows([...rows, ...rows.slice(0, 1)]);
  const once = await fixture.readRows(rows);
  assert.deepEqual(sortedIds(scenarios), sortedIds(once.scenarios));
  if (repeated === 'left-out') {
    assert.equal(errors.length, 0);
    const repetition = leftOut.at(-1);
    assert.equal(repetition?.row, fixture.rowNumber(rows.length));
    assert.ok(repetition.reason.includes(String(fixture.rowNumber(0))), 'the reason names the earlier row');
    return;
  }
  assert.equal(errors.length, 1);
  assertPlace(errors[0]?.where, fixture, rows.length);
  assert.ok(errors[0]?.found?.endsWith(fixture.place(0)), 'the error names the earlier row');
}

async function namesAbsence(fixture: DatasetFixture): Promise<void> {
  const reading = fixture.source.read(fixture.path('.absent'), readOptions)[Symbol.asyncIterator]();
  await assert.rejects(
    reading.next(),
    (error) => error instanceof DataError && error.where === fixture.path('.absent'),
  );
}

async function streamsRows(fixture: DatasetFixture): Promise<void> {
  const once = fixture.document(fixture.fixtures.rows);
  // Something that cannot be read comes long after the first chunk.
  const copies = Math.ceil((4 * 1024 * 1024) / once.length);
  const rows = Array.from({ length: copies }, () => fixture.fixtures.rows).flat();
  await writeFile(fixture.path(), Buffer.concat([fixture.document(rows), Buffer.from([0xff])]));
  const reading = fixture.source.read(fixture.path(), readOptions)[Symbol.asyncIterator]();
  const first = await reading.next();
  assert.equal(first.done, false);
  await reading.return?.();
}

function assertPlace(where: string | undefined, fixture: DatasetFixture, index: number): void {
  const said = where ?? 'nothing';
  assert.ok(said.startsWith(fixture.path()), `${said} names the file`);
  assert.ok(said.endsWith(fixture.place(index)), `${said} ends with ${fixture.place(index)}`);
}

function sortedIds(scenarios: readonly Scenario[]): readonly string[] {
  return scenarios.map(({ id }) => id).sort();
}
