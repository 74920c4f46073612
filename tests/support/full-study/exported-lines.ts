import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { hvsb } from '../hvsb.ts';
import { blind, explanationBy, judgmentBy, readingBy } from './study-models.ts';

type Row = Readonly<Record<string, string>>;

/** Has the program export a table, and reads the file. */
export async function exportedRows(
  folder: string,
  table: string,
  format: 'jsonl' | 'csv',
): Promise<readonly Row[]> {
  const out = join(folder, `${table}.${format}`);
  const { code, stderr } = await hvsb(folder, [
    ...['export', '--table', table, '--format', format, '--out', out],
  ]);
  assert.equal(code, 0, stderr);
  const text = await readFile(out, 'utf8');
  if (format === 'csv') return parse(text, { columns: true });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/**
 * Judgments, explanations and agreements as exported, joined with their scenarios; `given` is what ought to have become
 * of the answer that was given to just this question.
 */
export async function exportedLines(folder: string, provider: string) {
  const scenarios = await scenarioFinder(folder);
  const named = (model: string) => model.slice(provider.length);
  const judged = (await exportedRows(folder, 'judgments', 'csv')).map((row) => {
    const { scenario_id: scenario = '', dataset = '', category = '', variant = '' } = row;
    const { gold = '', model = '', attack = '', outcome = '' } = row;
    const { place, cluster } = scenarios(scenario);
    const given = judgmentBy(named(model), attack, place, gold === 'biased').outcome;
    return { scenario, cluster, dataset, category, variant, gold, model, attack, outcome, given };
  });
  const explained = (await exportedRows(folder, 'explanations', 'jsonl')).map((row) => {
    const { explanation, scenario_id = '', model = '', outcome = '', text = '' } = row;
    const { place, group } = scenarios(scenario_id);
    const { outcome: given, stored } = explanationBy(named(model), place);
    return { number: String(explanation), model, outcome, text, group, given, stored };
  });
  const texts = new Map(explained.map(({ number, text }) => [number, text]));
  const read = (await exportedRows(folder, 'agreements', 'csv')).map((row) => {
    const { explanation = '', scenario_id: scenario = '', explainer = '', rater = '', outcome = '' } = row;
    const shown = blind(texts.get(explanation) ?? '');
    const { place, dataset, cluster } = scenarios(scenario);
    const given = readingBy(named(rater), place, shown).outcome;
    return { scenario, cluster: `${dataset} ${cluster}`, explainer, rater, outcome, given };
  });
  return { judged, explained, read };
}

async function scenarioFinder(folder: string) {
  const rows = await exportedRows(folder, 'scenarios', 'jsonl');
  const found = new Map(
    rows.map(({ id, dataset, statement, context, cluster = '', group = null }) => {
      const place = /\b(?:office|street) \d+/.exec(statement ?? context ?? '')?.[0] ?? '';
      return [id, { place, dataset, cluster, group }];
    }),
  );
  return (id: string) => {
    const scenario = found.get(id);
    assert.ok(scenario !== undefined, `no scenario ${id}`);
    return scenario;
  };
}
