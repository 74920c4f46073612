// Draws the figures of the README from the sample that ships, as "npm start" runs it, and the one on clusters of
// docs/metrics.md, into docs/images.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figureThemes } from '../src/charts/figure.ts';
import { renderFigure } from '../src/charts/render-figure.ts';
import { measureStore } from '../src/measures/measure-store.ts';
import { studyFigures } from '../src/measures/study-views.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { clusterFigure } from './cluster-figure.ts';

const shown = ['misalignment', 'controls'];
const width = 560;

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');
const folder = await mkdtemp(join(tmpdir(), 'hvsb-figures-'));
const hvsb = (...words: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'bin', 'hvsb.js'), ...words], {
    cwd: folder,
    maxBuffer: 1e8,
  });

try {
  await hvsb('run', join(root, 'examples', 'start', 'study.yaml'), '--store', 'hvsb.db');
  const store = await openSqliteStore(join(folder, 'hvsb.db'), { readOnly: true });
  const { results } = await measureStore(store, { judgments: {}, explanations: {} });
  await store.close();
  await mkdir(images, { recursive: true });
  for (const figure of studyFigures(results, { theme: figureThemes.light, width })) {
    if (!shown.includes(figure.id)) continue;
    await write(figure.id, renderFigure(figure));
  }
  await write('clusters', clusterFigure());
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function write(name: string, svg: string): Promise<void> {
  const path = join(images, `${name}.svg`);
  const before = await readFile(path, 'utf8').catch(() => null);
  await writeFile(path, svg);
  console.log(`${path}: ${svg.length} bytes${before === svg ? ', as before' : ''}`);
}
