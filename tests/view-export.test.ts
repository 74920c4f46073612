import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExplainedScenario, ListedAgreement } from '../src/core/view/explanation-view.ts';
import type { RunRecord } from '../src/core/view/run-record.ts';
import type { ScenarioDetail, ScenarioPage, ScenarioRow } from '../src/core/view/scenario-view.ts';
import type { DataFiles, Page, StudyView } from '../src/core/view/view-api.ts';
import { metricsJson } from '../src/measures/measure-study.ts';
import type { MetricsView } from '../src/measures/metrics-view.ts';
import { exportSite } from '../src/server/view/export/export-site.ts';
import { ViewClient } from './support/view/view-client.ts';
import { fixtureSize, viewFixture } from './support/view/view-fixture.ts';

const built =
  '<!doctype html>\n<meta charset="utf-8" /><meta name="hvsb-data" content="server" /><script src="./assets/a.js"></script>';

let fixture: Awaited<ReturnType<typeof viewFixture>>;
let client: ViewClient;
let page = '';
beforeAll(async () => {
  fixture = await viewFixture();
  client = await ViewClient.start(fixture.path);
  page = join(fixture.folder, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), built);
  await writeFile(join(page, 'assets/a.js'), '1');
}, 60_000);
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

function exportTo(folder: string) {
  return exportSite({ path: fixture.path, name: 'Made study', version: '1.2.3', folder, page });
}

async function read<T>(folder: string, file: string): Promise<T> {
  return JSON.parse(await readFile(join(folder, 'data', file), 'utf8')) as T;
}

/** The rows of numbered files, joined. */
async function joined<Row>(
  folder: string,
  nameOf: (number: number) => string,
  files: number,
): Promise<Row[]> {
  const parts = Array.from({ length: files }, (_, number) => read<Row[]>(folder, nameOf(number)));
  return (await Promise.all(parts)).flat();
}

describe('an exported page', () => {
  it('has in files what the server answers', async () => {
    const folder = join(fixture.folder, 'site');
    const { files, bytes } = await exportTo(folder);
    const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(found).toHaveLength(files);
    expect(bytes).toBeGreaterThan(50_000);

    const { exportedAt, ...study } = await read<StudyView>(folder, 'study.json');
    const { exportedAt: never, ...asked } = await client.get<StudyView>('study');
    expect(study).toEqual(asked);
    expect([typeof exportedAt, never]).toEqual(['number', null]);
    const metrics = await read<MetricsView>(folder, 'metrics.json');
    expect(metricsJson(metrics.results)).toEqual(JSON.parse(await fixture.run('metrics', '--json')));
    expect(await read(folder, 'conditions.json')).toEqual(await client.get('conditions'));
    expect(await read<RunRecord[]>(folder, 'runs.json')).toEqual(
      (await client.get<Page<RunRecord>>('runs')).rows,
    );
    for (const name of ['metrics', 'scenarios', 'agreements']) {
      const response = await client.ask(`/api/view/${name}.csv`);
      expect(await readFile(join(folder, `data/${name}.csv`), 'utf8')).toBe(await response.text());
    }

    const data = await read<DataFiles>(folder, 'files.json');
    const { rows, series } = await client.get<ScenarioPage>('scenarios?limit=500');
    expect(data.series).toEqual(series);
    const exported = await joined<ScenarioRow>(
      folder,
      (n) => `scenarios/rows-${n}.json`,
      data.scenarioRowFiles,
    );
    expect(exported).toEqual(rows);
    for (const { id } of rows) {
      const file = Number.parseInt(id.slice(0, 8), 16) % data.scenarioDetailFiles;
      const details = await read<Record<string, ScenarioDetail>>(folder, `scenarios/details-${file}.json`);
      expect(details[id]).toEqual(await client.get(`scenarios/${id}`));
    }
    const explanations = await joined<ExplainedScenario>(
      folder,
      (n) => `explanations/${n}.json`,
      data.explanationFiles,
    );
    expect(explanations).toEqual((await client.get<Page<ExplainedScenario>>('explanations?limit=500')).rows);
    expect(data.agreementFiles).toHaveLength(4);
    for (const { explainer, rater, files: count } of data.agreementFiles) {
      const pair = await joined<ListedAgreement>(
        folder,
        (n) => `agreements/${explainer}-${rater}-${n}.json`,
        count,
      );
      expect(pair).toHaveLength(fixtureSize.explained);
      const names = [data.explainers[explainer], data.raters[rater]];
      expect(new Set(pair.map((row) => `${row.explainer} ${row.rater}`))).toEqual(new Set([names.join(' ')]));
    }
  });

  it('says that its data is in files, keeps its policy, and names its files relatively', async () => {
    const folder = join(fixture.folder, 'marked');
    await exportTo(folder);
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    expect(html).toContain('<meta name="hvsb-data" content="files" />');
    expect(html).toContain('<script src="./assets/a.js">');
    expect(html).toMatch(
      /http-equiv="content-security-policy" content="default-src 'none'; script-src 'self';/,
    );
    expect(await readFile(join(folder, 'assets/a.js'), 'utf8')).toBe('1');
  });

  it('takes the place of an earlier one, and of nothing else', async () => {
    const folder = join(fixture.folder, 'again');
    await exportTo(folder);
    await writeFile(join(folder, 'data/old.json'), '{}');
    await exportTo(folder);
    expect(await readdir(join(folder, 'data'))).not.toContain('old.json');

    const theirs = join(fixture.folder, 'theirs');
    await mkdir(theirs);
    await writeFile(join(theirs, 'thesis.txt'), 'four years');
    await expect(exportTo(theirs)).rejects.toThrow(/holds something else/);
    expect(await readdir(theirs)).toEqual(['thesis.txt']);
    await expect(exportTo(join(theirs, 'thesis.txt'))).rejects.toThrow(/cannot be written here/);
  });

  it('leaves nothing half-written behind when it fails', async () => {
    const folder = join(fixture.folder, 'failed');
    const broken = exportSite({
      path: fixture.path,
      name: 'x',
      version: '1',
      folder,
      page: join(page, 'none'),
    });
    await expect(broken).rejects.toThrow();
    expect((await readdir(fixture.folder)).filter((name) => name.includes('failed'))).toEqual([]);
  });
});
