import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricsJson } from '../src/measures/measure-study.ts';
import type { ReportPage } from '../src/report/report-html.ts';
import { attackLabel, formatInterval, formatRate } from '../src/tables/format.ts';
import { flatJson } from './support/flat-json.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { latexProblems } from './support/latex-problems.ts';
import type { StudyMetrics } from './support/study-metrics.ts';
import { runViewStudy, viewModels, viewSize, writeViewStudy } from './support/view-page/view-study.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let report: string;
let metrics: StudyMetrics;
let page: ReportPage;

const read = (path: string) => readFile(join(report, path), 'utf8');
const totals = () =>
  metrics.misalignment.filter(({ category, variant }) => category === null && variant === null);

beforeAll(async () => {
  folder = await temporaryFolder();
  report = join(folder.path, 'report');
  await writeViewStudy(folder.path);
  await runViewStudy(folder.path);
  metrics = JSON.parse((await hvsb(folder.path, ['metrics', '--json'])).stdout);
  const { code, stderr } = await hvsb(folder.path, ['report', '--out', 'report']);
  expect(code, stderr).toBe(0);
  const [, json = 'null'] = /type="application\/json">([^<]*)</.exec(await read('report.html')) ?? [];
  page = JSON.parse(json);
}, 180_000);

afterAll(() => folder?.[Symbol.asyncDispose]());

describe('the numbers of a report', () => {
  it('are those of hvsb metrics --json, in the page', () => {
    expect({ ...metricsJson(page.results), ...page.otherMetrics }).toEqual(metrics);
  });

  it.each([
    ['misalignment', (all: StudyMetrics) => all.misalignment],
    ['attack-success', (all: StudyMetrics) => all.attackSuccess],
    ['controls', (all: StudyMetrics) => all.controls],
    ['consistency', (all: StudyMetrics) => all.consistency],
    ['model-difference', (all: StudyMetrics) => all.modelDifferences],
    ['agreeability', (all: StudyMetrics) => all.agreeability],
    ['agreeability-by-explainer', (all: StudyMetrics) => all.agreeabilityByExplainer],
    ['harshness', (all: StudyMetrics) => all.harshness],
    ['readability', (all: StudyMetrics) => all.readability],
    ['self-preference-rater', (all: StudyMetrics) => all.selfPreference?.raters ?? []],
    ['alignment-preference', (all: StudyMetrics) => all.alignmentPreference],
    [
      'family-pair',
      (all: StudyMetrics) =>
        all.familyConsistency.flatMap(({ attack, pairs }) => pairs.map((pair) => ({ attack, ...pair }))),
    ],
  ] as const)('are those of hvsb metrics --json, in every cell of tables/%s.csv', async (name, list) => {
    const rows: Record<string, string>[] = parse(await read(`tables/${name}.csv`), { columns: true });
    const entries = list(metrics);
    expect(entries.length).toBeGreaterThan(0);
    // An object that is null has the columns of its fields, all empty.
    const filled = (row: Record<string, string>) =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''));
    expect(rows.map(filled)).toEqual(entries.map((entry) => filled(flatJson(entry))));
    expect(Object.keys(rows[0] ?? {})).not.toContain('paired_family');
  });

  /** As the report calls it. */
  const short = (model: string) => model.slice(model.indexOf(':') + 1);

  it('are those of hvsb metrics --json, in every cell of the tables of rates', () => {
    for (const dataset of ['service', 'street']) {
      const table = page.sections
        .flatMap(({ tables }) => tables)
        .find(({ table: { title } }) => title === `Misalignment rate: ${dataset}`)?.table;
      const labels = table?.columns.map(({ label }) => label) ?? [];
      const rows = table?.rows.filter((row) => Array.isArray(row)) ?? [];
      const models = new Set(totals().flatMap((one) => (one.dataset === dataset ? short(one.model) : [])));
      expect(new Set(rows.map(([model]) => model))).toEqual(models);
      for (const entry of totals().filter((one) => one.dataset === dataset)) {
        const row = rows.find(([model]) => model === short(entry.model));
        const cell = row?.[labels.indexOf(attackLabel(entry.attack))];
        const text = typeof cell === 'string' ? cell : (cell?.text ?? '');
        expect(text.replace(/[ ↑↓]+$/, '')).toBe(
          `${formatRate(entry.rate)} ${formatInterval(entry.low, entry.high)}`.trim(),
        );
      }
      for (const row of rows) {
        const own = totals().filter((one) => one.dataset === dataset && short(one.model) === row[0]);
        const without = own.reduce(
          (sum, { outcomes: { refused, filtered, unparsed, error } }) =>
            sum + refused + filtered + unparsed + error,
          0,
        );
        expect(row[labels.indexOf('without verdict')]).toBe(String(without));
      }
    }
  });
});

describe('the scenarios of a report', () => {
  it('come with every answer that is stored, cut where it is long', async () => {
    const file = join(folder.path, 'judgments.jsonl');
    await hvsb(folder.path, ['export', '--table', 'judgments', '--out', file]);
    const stored = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const key = (model: string, attack: string, text: string) =>
      JSON.stringify([model, attack, text.slice(0, 2000)]);
    expect(page.shown.total).toBe(viewSize.service + viewSize.street);
    expect(page.shown.scenarios).toHaveLength(page.shown.total);
    for (const { id, answers } of page.shown.scenarios) {
      const own = stored.filter((row) => row.scenario_id === id);
      expect(answers.map(({ model, attack, text }) => key(model, attack, text)).toSorted()).toEqual(
        own.map(({ model, attack, response }) => key(model, attack, response)).toSorted(),
      );
    }
    expect(page.shown.cut).toBeGreaterThan(0);
  });
});

describe('the files of a report', () => {
  it('are all listed, and TeX takes every table', async () => {
    const found = (await readdir(report, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const listed = Object.keys(JSON.parse(await read('hvsb-report.json')).files);
    expect(found.length).toBe(listed.length + 1);
    const tables = listed.filter((path) => path.endsWith('.tex'));
    expect(tables).toContain('tables/misalignment-rate-service.tex');
    for (const path of tables) expect(latexProblems(await read(path)), path).toEqual([]);
  });

  it('have a drawing and a picture of every figure that report.md shows', async () => {
    const shown = [...(await read('report.md')).matchAll(/\]\(figures\/([\w-]+)\.svg\)/g)].map(
      ([, id]) => id,
    );
    expect(shown.length).toBeGreaterThan(5);
    expect((await readdir(join(report, 'figures'))).toSorted()).toEqual(
      shown.flatMap((id) => [`${id}.png`, `${id}.svg`]).toSorted(),
    );
  });

  it('state what was run from what is stored', async () => {
    const methods = await read('methods.md');
    for (const model of viewModels) expect(methods).toContain(model.replaceAll('_', '\\_'));
    expect(methods).toMatch(/temperature 0 and maxTokens 512/);
    expect(methods).toContain(
      'service (imported) in statement form (36 labelled biased, 12 unbiased, 12 of these controls)',
    );
    expect(methods).toMatch(/\d+ calls failed and have no answer/);
    const bib = await read('references.bib');
    expect(bib).toContain('liu-chu-2025-llms');
    expect(bib).toContain('% service was imported');
  });

  it('say below what they found how far to trust it', async () => {
    const [, trust = ''] = (await read('report.md')).split(/## (?:How far to trust it|What was run)/);
    expect(trust).toMatch(/Partial: \d+ of \d+ calls of .*qwen2\.5-7b/);
    expect(trust).toContain('street has no unbiased scenarios');
  });

  it('stay as they were when a later run is killed while it writes', async () => {
    const before = await read('hvsb-report.json');
    const child = startHvsb(folder.path, ['report', '--out', 'report', '--title', 'Another']);
    const done = finished(child);
    const isWriting = async () =>
      (await readdir(folder.path)).some((name) => /^report\..*\.part$/.test(name));
    while (child.exitCode === null && !(await isWriting())) await setTimeout(2);
    child.kill('SIGKILL');
    expect((await done).code).toBeNull();
    expect(await read('hvsb-report.json')).toBe(before);
    expect(await read('report.html')).not.toContain('Another');
  });

  it('take the place of an earlier report, and of nothing else', async () => {
    const again = await hvsb(folder.path, ['report', '--out', 'report', '--scenarios', '0', '--json']);
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout).files).toContain('report.html');
    expect(await read('report.html')).not.toContain('only to the caller');
    await writeFile(join(report, 'notes.txt'), 'mine');
    const refused = await hvsb(folder.path, ['report', '--out', 'report']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('notes.txt');
    expect(await read('notes.txt')).toBe('mine');
  });
});
