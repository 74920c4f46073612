import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeFacts } from '../../tests/support/made-facts.ts';
import { exampleStudy } from '../../tests/support/made-up-study.ts';
import { reportFiles } from '../report/report-files.ts';
import { renderText } from '../tables/text.ts';
import { measureConformance } from '../testing/measure/measure-conformance.ts';
import { biasedShareMeasure } from './_template/index.ts';
import type { Measure, MeasureRegistry, StudyResults } from './measure.ts';
import { measureStudy, metricsCsv, metricsJson, resultsWithin } from './measure-study.ts';
import { measuredView } from './metrics-view.ts';
import { builtInMeasures } from './registry.ts';
import { studyMethods, studyTables } from './study-views.ts';

const template = new URL('./_template/', import.meta.url);
const page = await readFile(new URL('page.md', template), 'utf8');
const reportPage = '<title></title><script id="report" type="application/json">null</script>';

/** Copies the template under another name; its imports of the project point to where the project is. */
async function copyTemplate(folder: string): Promise<Measure<unknown>> {
  for (const name of await readdir(template)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const code = (await readFile(new URL(name, template), 'utf8'))
      .replaceAll('biased-share', 'my-share')
      .replaceAll('biased_share', 'my_share')
      .replaceAll('biasedShare', 'myShare')
      .replaceAll(/from '(\.\.[^']+)'/g, (_, path: string) => `from '${new URL(path, template).href}'`);
    await writeFile(join(folder, name), code);
  }
  const module: { myShareMeasure: Measure<unknown> } = await import(
    pathToFileURL(join(folder, 'index.ts')).href
  );
  return module.myShareMeasure;
}

describe('the template', () => {
  const fixtures = { inputs: exampleStudy(), page, others: {} };
  for (const { name, run } of measureConformance(biasedShareMeasure, fixtures)) it(name, run);

  it('is not in the registry', () => {
    expect(builtInMeasures.map(({ id }) => id)).not.toContain(biasedShareMeasure.id);
  });
});

describe('a copy of the template, once it is in the registry,', () => {
  let folder: string;
  let registry: MeasureRegistry;
  let results: StudyResults;
  const title = 'Share of verdicts that are biased: bbq';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hvsb-measure-'));
    registry = [...builtInMeasures, await copyTemplate(folder)];
    const options = { seed: 1, replicates: 50, permutations: 49 };
    results = measureStudy(exampleStudy(), options, registry);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is the last field of the JSON', () => {
    const fields = Object.entries(metricsJson(results, registry));
    expect(fields.at(-1)).toEqual(['myShare', results['my-share']]);
    expect(results['my-share']).toHaveLength(18);
  });

  it('has its lines in the CSV', () => {
    const lines = metricsCsv(results, registry).split('\n');
    expect(lines.filter((line) => line.startsWith('my_share,bbq,'))).toHaveLength(9);
  });

  it('has its tables and its sentence of the methods', () => {
    const text = studyTables(results, registry)
      .map((table) => renderText(table, 100))
      .join('\n');
    expect(text).toContain(title);
    expect(studyMethods(results, 'statistics', registry).at(-1)).toContain('share of biased verdicts');
  });

  it('has its files in a report: CSV, LaTeX and figure, and a place in its texts', () => {
    const facts = { ...madeFacts.nothing, results };
    const files = new Map(
      [...reportFiles(facts, reportPage, registry)].map((file) => [file.path, file.content]),
    );
    expect(files.get('tables/my-share.csv')).toMatch(/^dataset,model,attack,/);
    expect(files.get('tables/share-of-verdicts-that-are-biased-bbq.tex')).toContain('gpt-4o & ');
    expect(files.get('figures/my-share.svg')).toContain('<svg');
    expect(files.get('report.md')).toContain(title);
    expect(files.get('methods.md')).toContain('share of biased verdicts');
    expect(files.get('report.html')).toContain('"otherMetrics":{"myShare":[');
  });

  it('has its result and its tables in what the page is sent, and keeps to a scope', () => {
    const view = measuredView(results, { revision: 1, measuredAt: 0, notes: [] }, registry);
    expect(view.results['my-share']).toEqual(results['my-share']);
    expect(view.added).toMatchObject([{ id: 'my-share', tables: [{ title }, {}] }]);
    const own = resultsWithin(results, { dataset: 'bbq', attack: 'none' }, registry);
    expect(own['my-share']).toHaveLength(3);
  });
});
