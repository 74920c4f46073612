// Asks the server of `hvsb view` for what its pages ask, over HTTP, and prints the milliseconds each answer took:
// --store FILE. `study` and `metrics` are asked at once, as the first page does, and include opening the store.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ScenarioPage } from '../src/core/view/scenario-view.ts';
import { allowedHosts } from '../src/server/guard.ts';
import { serve } from '../src/server/serve.ts';
import { LockingRatingService } from '../src/server/view/locking-rating-service.ts';
import { LockingWriter } from '../src/server/view/locking-writer.ts';
import { StudyService } from '../src/server/view/study-service.ts';
import { createViewApp } from '../src/server/view/view-app.ts';
import { Meter } from './meter.ts';

const { values } = parseArgs({ options: { store: { type: 'string', default: '' } } });

const requests: Readonly<Record<string, string>> = {
  page: 'scenarios',
  words: 'scenarios?q=bakery%20clock',
  everyWord: 'scenarios?q=number',
  category: 'scenarios?category=weather&control=no',
  outcome: 'scenarios?outcome=refused&model=made:model-3&attack=targeted',
  rare: 'scenarios?outcome=error',
  disagreement: 'scenarios?disagreement=models&sort=split',
  missed: 'scenarios?disagreement=everybody-against-gold&sort=missed',
  offset: 'scenarios?sort=missed&offset=20000',
  explanations: 'explanations',
  explanationsOfOne: 'explanations?explainer=made:model-3&q=bakery',
  agreements: 'agreements',
  agreementsOfPair: 'agreements?explainer=made:model-11&rater=made:model-11&outcome=disagree',
  agreementsOfNone: 'agreements?explainer=nobody',
  runs: 'runs',
  conditions: 'conditions',
  wholeMetrics: 'metrics',
};

const meter = new Meter();
const page = mkdtempSync(join(tmpdir(), 'hvsb-view-'));
writeFileSync(join(page, 'index.html'), '<!doctype html>');
const startedAt = performance.now();
const service = await StudyService.open(values.store, { name: 'made', version: 'bench' });
const writer = await LockingWriter.open({ path: values.store, reader: service.store });
const rating = new LockingRatingService({
  writer,
  settings: {
    labels: ['1', '2', '3'],
    ratersPerItem: 3,
    seed: 1,
    guidelines: '',
    contentWarning: '',
  },
  chooseItems: async () => {},
});
const hosts = allowedHosts('127.0.0.1');
const app = await createViewApp({ service, writer, rating, page, token: null, hosts });
const server = await serve({ app, host: '127.0.0.1', port: 0, token: null });

const took: Record<string, number> = {};
await Promise.all(['study', 'metrics'].map((path) => ask(path, path, startedAt)));
for (const [name, path] of Object.entries(requests)) await ask(name, path, performance.now());
await follow();
await ask('scenario', `scenarios/${await firstId()}`, performance.now());
console.log(JSON.stringify({ ...took, ...meter.read() }));
await server.close();
await writer.close();
await service.close();
rmSync(page, { recursive: true });

async function ask(name: string, path: string, since: number): Promise<Response> {
  const response = await fetch(`${server.url}api/view/${path}`);
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  await response.clone().arrayBuffer();
  took[name] = performance.now() - since;
  return response;
}

/** The slowest of twenty pages in a row. */
async function follow(): Promise<void> {
  let slowest = 0;
  let next = '';
  for (let each = 0; each < 20; each += 1) {
    const response = await ask('nextPage', `scenarios?disagreement=gold&limit=100${next}`, performance.now());
    slowest = Math.max(slowest, took.nextPage ?? 0);
    // The shape is the contract's.
    const { next: cursor } = (await response.json()) as ScenarioPage;
    next = cursor === null ? '' : `&cursor=${cursor}`;
  }
  took.nextPage = slowest;
}

async function firstId(): Promise<string> {
  const response = await fetch(`${server.url}api/view/scenarios?limit=1`);
  const { rows } = (await response.json()) as ScenarioPage;
  return rows[0]?.id ?? '';
}
