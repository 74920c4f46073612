import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { exportedRows } from '../exported-rows.ts';
import { hvsb } from '../hvsb.ts';
import { blind, explanationBy, judgmentBy, readingBy } from './study-models.ts';

type Row = Readonly<Record<string, string>>;

/** Has the program export a table as CSV, and reads the file. */
async function csvRows(folder: string, table: string): Promise<readonly Row[]> {
  const out = join(folder, `${table}.csv`);
  const { code, stderr } = await hvsb(folder, ['export', '--table', table, '--format', 'csv', '--out', out]);
  assert.equal(code, 0, stderr);
  return parse(await readFile(out, 'utf8'), { columns: true });
}

/**
 * Judgments, explanations and agreements as exported; `given` is what ought to have become
 * of the answer that was given to just this question.
 */
export async function exportedLines(folder: string, provider: string) {
  const placeOf = await placeFinder(folder);
  const named = (model: string) => model.slice(provider.length);
  const judged = (await csvRows(folder, 'judgments')).map((row) => {
    const { scenario_id = '', gold = '', model = '', attack = '', outcome = '' } = row;
    const given = judgmentBy(named(model), attack, placeOf(scenario_id), gold === 'biased').outcome;
    return { outcome, given };
  });
  const explained = (await exportedRows<Row>(folder, 'explanations')).map((row) => {
    const { explanation, scenario_id = '', model = '', outcome = '', text = '' } = row;
    const { outcome: given, stored } = explanationBy(named(model), placeOf(scenario_id));
    return { number: String(explanation), outcome, text, given, stored };
  });
  const texts = new Map(explained.map(({ number, text }) => [number, text]));
  const read = (await csvRows(folder, 'agreements')).map((row) => {
    const { explanation = '', scenario_id = '', rater = '', outcome = '' } = row;
    const shown = blind(texts.get(explanation) ?? '');
    const given = readingBy(named(rater), placeOf(scenario_id), shown).outcome;
    return { outcome, given };
  });
  return { judged, explained, read };
}

async function placeFinder(folder: string) {
  const rows = await exportedRows<Row>(folder, 'scenarios');
  const found = new Map(
    rows.map(({ id, statement, context }) => [
      id,
      /\b(?:office|street) \d+/.exec(statement ?? context ?? '')?.[0] ?? '',
    ]),
  );
  return (id: string) => {
    const place = found.get(id);
    assert.ok(place !== undefined, `no scenario ${id}`);
    return place;
  };
}
