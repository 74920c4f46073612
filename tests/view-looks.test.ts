import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureThemes } from '../src/charts/figure.ts';
import type { RunRecord } from '../src/core/view/run-record.ts';
import type { ScenarioPage } from '../src/core/view/scenario-view.ts';
import { consistencyFigures } from '../src/measures/family-consistency/charts.ts';
import type { MetricsView } from '../src/measures/metrics-view.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { StoreFixture } from '../src/testing/store/store-fixture.ts';
import { axeFindings } from './support/axe-findings.ts';
import { buildPage } from './support/built-page.ts';
import { leastCellContrast } from './support/cell-contrast.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import { printedText } from './support/printed-text.ts';
import { ViewPageFixture } from './support/view-page/view-page-fixture.ts';

const twelve = Array.from(
  { length: 12 },
  (_, n) => `openai-compatible:an-organisation/Model-With-A-Rather-Long-Name-${n}-Instruct-Turbo-2026-11`,
);
const hostile = [
  'x:<img src=x onerror=alert(1)>',
  'x:\u202Etfel ot thgir\u2066',
  `x:${'W'.repeat(120)}`,
  'x:NaN',
  'x:null',
  'x: ',
];

interface MadeStudy {
  readonly models: readonly string[];
  readonly datasets: readonly string[];
}

const studies: Readonly<Record<string, MadeStudy>> = {
  empty: { models: [], datasets: [] },
  one: { models: ['vllm:llama-3.2-3b'], datasets: ['alpha'] },
  twelve: { models: twelve, datasets: ['alpha', 'a-dataset-with-a-rather-long-name'] },
  hostile: { models: hostile, datasets: ['<b>set</b>', 'NaN'] },
};

/** Forty scenarios a dataset; models miss some, more of them under attack. */
async function makeStudy(path: string, { models, datasets }: MadeStudy): Promise<void> {
  const store = await openSqliteStore(path);
  const fixture = new StoreFixture(store);
  for (const dataset of datasets) {
    const scenarios = await fixture.prepared(40, dataset);
    for (const [m, model] of models.entries()) {
      for (const [a, attack] of ['none', 'untargeted', 'targeted'].entries()) {
        const { number: condition } = await fixture.condition({ model, attack });
        const isMissed = (at: number) => (at * 7 + m * 3 + a * 5) % 11 < 2 + a;
        const verdict = (at: number, gold: string) => (isMissed(at) ? other(gold) : gold);
        for (const outcome of ['biased', 'unbiased'] as const) {
          const own = scenarios.filter(({ gold }, at) => verdict(at, gold) === outcome);
          const subjects = own.map(({ number: scenario }) => ({ condition, scenario, repeat: 0 }));
          await fixture.judge(subjects, outcome);
        }
      }
    }
  }
  await store.close();
}

function other(gold: string): string {
  return gold === 'biased' ? 'unbiased' : 'biased';
}

function placesOf({ models: [a = '', b = a] }: MadeStudy): readonly string[] {
  const sides = new URLSearchParams({ a, b, bAttack: 'targeted' });
  const places = [
    ...['/', '/types', '/attacks', '/consistency', '/explanations', '/scenarios', '/runs'],
    ...['/rate', '/agreement', '/adjudicate'],
  ];
  return a === '' ? [...places, '/compare'] : [...places, `/compare?${sides}`];
}

const paperMargin = { top: '10mm', right: '10mm', bottom: '10mm', left: '10mm' };
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Names of regions that say there is more, and have no head of a column out of sight; or the other way round. */
const wrongHints = `[...document.querySelectorAll('.scroll-region')].flatMap((region) => {
  const { right } = region.getBoundingClientRect();
  const edge = ({ firstChild, lastChild }) => {
    const range = document.createRange();
    range.setStartBefore(firstChild);
    range.setEndAfter(lastChild);
    return range.getBoundingClientRect().right;
  };
  const hidden = [...region.querySelectorAll('th, td')].some((cell) =>
    cell.firstChild !== null && cell.getClientRects().length > 0 && edge(cell) > right + 1);
  const says = region.nextElementSibling?.textContent.startsWith('More columns') === true;
  const isLooked = region.checkVisibility() && region.querySelector('table') !== null;
  return !isLooked || hidden === says ? [] : [region.textContent.slice(0, 80)];
})`;

/** Words in heads of columns that are broken over two lines. Names from the study may be. */
const brokenWords = `[...document.querySelectorAll('thead th:not(.of-name)')].flatMap((head) => {
  const texts = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
  const broken = [];
  while (texts.nextNode()) {
    for (const { index, 0: word } of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(word);
    }
  }
  return broken;
})`;

/** A run that started a moment ago: nothing is answered. */
function runOf(models: readonly string[]): RunRecord {
  const now = Date.now();
  const times = { startedAt: now, endedAt: null };
  const counts = { planned: 9, stored: 0, answered: 0, failed: 0, retries: 0, inFlight: 4 };
  const usage = { inputTokens: 0, outputTokens: 0, costUsd: 0, outcomes: {}, stopped: null, perSecond: 0 };
  const parts = models.map((model) => ({
    ...{ stage: 'judge' as const, model, endpoint: 'http://127.0.0.1:1' },
    ...times,
    ...counts,
    ...usage,
  }));
  return {
    ...times,
    number: 1,
    command: 'hvsb run',
    version: '1',
    updatedAt: now,
    state: 'running',
    error: null,
    parts,
  };
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).or(page.locator('.empty')).first().waitFor();
  await expect.poll(() => page.locator('.loading').count()).toBe(0);
  await page.getByText('The study is being measured.').waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('figure[data-figure]:not(:has(canvas))').count()).toBe(0);
}

describe('the page of studies of every size', neededChromium, () => {
  let browser: Browser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const fixtures = new Map<string, ViewPageFixture>();

  beforeAll(async () => {
    folder = await temporaryFolder();
    const built = join(folder.path, 'page');
    await buildPage(built);
    for (const [name, study] of Object.entries(studies)) {
      const path = join(folder.path, `${name}.db`);
      await makeStudy(path, study);
      fixtures.set(name, await ViewPageFixture.start(built, path));
    }
    browser = await launchChromium();
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    for (const fixture of fixtures.values()) await fixture[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const at = (name: string, place: string) => fixtures.get(name)?.at(place) ?? '';

  /** The scenario on which models disagree most, opened. */
  async function scenarioPlace(name: string): Promise<string> {
    const answer = await fetch(at(name, '/api/view/scenarios?limit=1&sort=models'));
    const { rows } = (await answer.json()) as ScenarioPage;
    return `/scenarios?scenario=${rows[0]?.id}`;
  }

  it.each(Object.keys(studies))(
    'never scrolls sideways, has a first heading and no finding of axe: %s',
    async (name) => {
      const { page, faults, close } = await openPage(browser, 'about:blank');
      for (const place of placesOf(studies[name] as MadeStudy)) {
        for (const width of [1440, 1024, 390]) {
          await page.setViewportSize({ width, height: 900 });
          await open(page, at(name, place));
          expect(await page.evaluate(overflow), `${place} at ${width}`).toBe(0);
        }
        expect(await page.locator('.notice-problem').allTextContents(), place).toEqual([]);
        expect(await page.locator('h1').count(), place).toBe(1);
        expect(await axeFindings(page), place).toEqual([]);
      }
      expect(await page.evaluate('"harmed" in window')).toBe(false);
      expect(faults).toEqual([]);
      await close();
    },
    300_000,
  );

  it('presents the three answers in order to a screen reader', async () => {
    const { page, close } = await openPage(browser, at('twelve', '/'));
    await open(page, at('twelve', '/'));
    const tree = await page.locator('main').ariaSnapshot();
    const places = [
      'heading "Overview" [level=1]',
      'heading "Do they judge as labelled?" [level=2]',
      'heading "Do they hold under attack?" [level=2]',
      'heading "How sure are we?" [level=2]',
      'heading "Bias that models miss, from no attack to the strongest" [level=2]',
    ].map((heading) => tree.indexOf(heading));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, next) => one - next));
    await close();
  });

  it.each([
    [1440, 7000],
    [390, 15_000],
  ])('stays short with twelve models at %i: rows and measures open on demand', async (width, most) => {
    const { page, close } = await openPage(browser, 'about:blank');
    await page.setViewportSize({ width, height: 900 });
    for (const place of ['/', '/types', '/attacks', '/consistency']) {
      await open(page, at('twelve', place));
      expect(await page.evaluate<number>('document.documentElement.scrollHeight'), place).toBeLessThan(most);
    }
    await open(page, at('twelve', '/attacks'));
    const models = page.getByRole('table', { name: 'Change of missed bias under attack, by model' });
    expect(await models.locator('tbody tr').count()).toBe(twelve.length);
    const every = page.getByRole('table', { name: 'What each attack changes' });
    expect(await every.locator('tbody tr').count()).toBe(12);
    await page.getByRole('button', { name: 'Show all 48 rows of What each attack changes' }).click();
    await expect.poll(() => every.locator('tbody tr').count()).toBe(48);
    await page.getByText('36 rows of Controls: alpha').click();
    const controls = page.getByRole('table', { name: 'Controls: alpha' });
    await expect.poll(() => controls.locator('tbody').count()).toBe(12);
    await close();
  });

  it('says that there are more columns only where some are out of sight', async () => {
    const { page, close } = await openPage(browser, 'about:blank');
    for (const name of ['twelve', 'hostile']) {
      for (const place of ['/', '/types', '/attacks', '/runs', await scenarioPlace(name)]) {
        for (const width of [1440, 1024, 390]) {
          await page.setViewportSize({ width, height: 900 });
          await open(page, at(name, place));
          await expect
            .poll(() => page.evaluate(wrongHints), { message: `${name} ${place} at ${width}` })
            .toEqual([]);
        }
      }
    }
    await close();
  }, 120_000);

  it('has a heading, and says what is going on, while the study is measured', async () => {
    const { page, faults, close } = await openPage(browser, 'about:blank');
    await page.route('**/api/view/metrics*', (route) =>
      route.fulfill({ json: { state: 'counted', revision: 0, results: {} } satisfies MetricsView }),
    );
    for (const [place, title] of [
      ['/', 'Overview'],
      ['/types', 'Scenario types'],
      ['/attacks', 'Attacks'],
      ['/consistency', 'Consistency'],
    ] as const) {
      await page.goto(at('twelve', place));
      await page.getByText('The study is being measured.').waitFor();
      expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual([title]);
      expect(await page.title()).toBe(`${title} · hvsb`);
      const said = await page.locator('main').innerText();
      expect(said).toContain('tests of 2,880 judgments by 12 models are being computed');
      expect(await axeFindings(page), place).toEqual([]);
    }
    expect(faults).toEqual([]);
    await close();
  });

  it('prints every model’s name on A4, wherever models are compared', async () => {
    const { page, faults, close } = await openPage(browser, 'about:blank');
    for (const place of ['/', '/types', '/attacks', '/consistency']) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await open(page, at('twelve', place));
      const text = await printedText(await page.pdf({ format: 'A4', margin: paperMargin }));
      for (const model of twelve) expect(text, `${place}: ${model}`).toContain(model.split('/')[1]);
    }
    expect(faults).toEqual([]);
    await close();
  }, 120_000);

  it('keeps the words of its columns whole on paper', async () => {
    const { page, close } = await openPage(browser, 'about:blank');
    for (const name of ['one', 'hostile']) {
      for (const place of ['/', '/types', '/attacks', '/consistency', '/runs']) {
        await page.emulateMedia({ media: 'screen' });
        await open(page, at(name, place));
        await page.setViewportSize({ width: 718, height: 1000 });
        await page.emulateMedia({ media: 'print' });
        expect(await page.evaluate(brokenWords), `${name} ${place}`).toEqual([]);
      }
    }
    await close();
  }, 60_000);

  it('calls models of a run by their short names before the first answer', async () => {
    const { page, close } = await openPage(browser, 'about:blank');
    await page.route('**/api/view/runs*', (route) =>
      route.fulfill({ json: { rows: [runOf(twelve)], next: null } }),
    );
    await open(page, at('empty', '/runs'));
    const named = () => page.locator('.run tbody th').allTextContents();
    await expect.poll(named).toEqual(twelve.map((model) => model.split('/')[1]));
    await close();
  });

  it('has text at 4.5:1 in every cell of a heat map in its PNG', async () => {
    const { page, close } = await openPage(browser, 'about:blank');
    await open(page, at('twelve', '/consistency'));
    const metrics = (await (await fetch(at('twelve', '/api/view/metrics'))).json()) as MetricsView;
    const figures = consistencyFigures(metrics.results, { theme: figureThemes.print, width: 720 });
    const [figure] = figures;
    if (figure === undefined) throw new Error('There is no heat map.');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `PNG of ${figure.title}` }).click(),
    ]);
    const png = await readFile(await download.path());
    expect(png.readUInt32BE(16)).toBe(3 * figure.width);
    const reader = await openPage(browser, 'about:blank');
    const contrast = await leastCellContrast(reader.page, png, figure, 3);
    expect(contrast).toBeGreaterThanOrEqual(4.5);
    // The most that is possible: what was measured is text and not the edges of cells.
    expect(contrast).toBeLessThan(21);
    await Promise.all([close(), reader.close()]);
  });

  it('has on paper every model’s name within the page, in light colours whatever was chosen', async () => {
    const { page, close } = await openPage(browser, 'about:blank');
    await page.addInitScript("localStorage.setItem('hvsb/theme', JSON.stringify('dark'))");
    await open(page, at('twelve', '/'));
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    for (const model of twelve) {
      const name = page.locator('tbody th', { hasText: model.split('/')[1] ?? model }).first();
      const box = await name.boundingBox();
      expect(box?.x ?? -1, model).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 1000), model).toBeLessThanOrEqual(718);
    }
    const colour = (element: string) => page.evaluate(`getComputedStyle(${element}).color`);
    expect(await colour('document.body')).toBe('rgb(33, 40, 42)');
    await close();
  });
});
