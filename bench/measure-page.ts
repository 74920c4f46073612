import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildPage } from '../tests/support/built-page.ts';
import { launchChromium } from '../tests/support/chromium.ts';
import { type OpenedPage, openPage } from '../tests/support/open-page.ts';
import { ViewPageFixture } from '../tests/support/view-page/view-page-fixture.ts';
import { runChild } from './run-child.ts';
import type { Measurement } from './scoreboard.ts';

const models = 12;
const attacks = ['none', 'untargeted', 'targeted'];
/** Of a row of the list, in CSS pixels. */
const rowHeight = 100;

type Opener = (path: string) => Promise<OpenedPage>;

/** What is measured, and where it lies. */
export interface PageBench {
  /** For the built page. */
  readonly folder: string;
  /** Empty; a file or the address of a database. */
  readonly store: string;
  readonly calls: number;
  readonly rounds: number;
  /** In milliseconds. */
  readonly targets: { readonly paint: number; readonly numbers: number; readonly step: number };
}

/**
 * How fast a browser shows so many stored calls: the first paint, the numbers when the page is opened again, and the
 * slowest filter, place of the list or scenario. Each step counts as fast as it was in the fastest of the rounds.
 */
export async function measurePage({
  folder,
  store,
  calls,
  rounds,
  targets,
}: PageBench): Promise<Measurement[]> {
  const scenarios = Math.ceil(calls / models / attacks.length);
  await runChild('prepare-store.ts', { store, scenarios });
  await runChild('fill-judgments.ts', { store, models, attacks: attacks.join(',') });
  await buildPage(join(folder, 'page'));
  const browser = await launchChromium();
  try {
    await using fixture = await ViewPageFixture.start(join(folder, 'page'), store);
    const open: Opener = (path) => openPage(browser, fixture.at(path));
    const what = `page over ${calls} calls`;
    const paints: number[] = [];
    for (let round = 0; round < rounds; round += 1) paints.push(await firstPaint(open));
    const shown = (part: string, measured: number, atMost: number): Measurement => ({
      what: `${what}: ${part}`,
      measured,
      target: { atMost },
      unit: ' ms',
    });
    return [
      shown('first paint', Math.min(...paints), targets.paint),
      shown('numbers', await numbers(open), targets.numbers),
      shown('slowest filter or place', await slowestStep(open, scenarios, rounds), targets.step),
    ];
  } finally {
    await browser.close();
  }
}

/** In a browser that was never there before, in milliseconds. */
async function firstPaint(open: Opener): Promise<number> {
  const { page, close } = await open('/');
  await page.getByRole('table', { name: /^Misalignment by model/ }).waitFor();
  const at = await page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0].startTime",
  );
  await close();
  return at;
}

/** Opened again, as readers do, until the numbers are in the table. */
async function numbers(open: Opener): Promise<number> {
  const { page, close } = await open('/');
  await page.reload();
  const ms = await timeUntil(page, "document.querySelector('.data-table tbody tr')", 'start = 0');
  await close();
  return ms;
}

async function slowestStep(open: Opener, scenarios: number, rounds: number): Promise<number> {
  const { page, faults, close } = await open('/scenarios');
  const took: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [what, ms] of await walk(page, scenarios, round)) took[what] = Math.min(took[what] ?? ms, ms);
  }
  if (faults.length > 0) throw new Error(`The page has faults: ${faults.join(', ')}.`);
  await close();
  const steps = Object.entries(took);
  console.log(steps.map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(', '));
  return Math.max(...steps.map(([, ms]) => ms));
}

const first = "document.querySelector('.scenario-list li a')";
const head = "document.querySelector('.list-head')";
const filters = [
  ['Category', 'cooking'],
  ['Label', 'biased'],
  ['Verdict', 'unbiased'],
  ['Disagreement', 'models'],
  ['Order', 'missed'],
] as const;

/** Filters one after the other, goes to far places of the list, opens a scenario: queries that were not sent before. */
async function walk(page: Page, scenarios: number, round: number): Promise<(readonly [string, number])[]> {
  const took: (readonly [string, number])[] = [];
  await page.getByRole('listitem').getByRole('link').first().waitFor();
  for (const [label, value] of filters) {
    // Another query is another list: the one before must be gone.
    const isNew = `${head} && ${head} !== window.headBefore && ${first}`;
    took.push([label, await timeUntil(page, isNew, `window.headBefore = ${head}; ${choose(label, value)}`)]);
  }
  await page.getByRole('button', { name: 'Clear all' }).click();
  const all = `${scenarios.toLocaleString('en-US')} scenarios`;
  await page.locator('.list-head [role=status]', { hasText: all }).waitFor();
  for (const share of [0.25, 0.5, 0.98]) {
    const place = Math.floor(share * scenarios) - 200 * round;
    const there = `document.querySelector('[aria-posinset="${place}"] a')`;
    const scroll = `document.querySelector('.scenario-list').scrollTop = ${(place - 1) * rowHeight}`;
    took.push([`${100 * share} % down the list`, await timeUntil(page, there, scroll)]);
  }
  const opened = "[...document.querySelectorAll('h3')].some((each) => each.textContent === 'Judgments')";
  took.push(['one scenario', await timeUntil(page, opened, `${first}.click()`)]);
  await page.keyboard.press('Escape');
  await page.locator('.scenario-panel').waitFor({ state: 'detached' });
  await page.evaluate("document.querySelector('.scenario-list').scrollTop = 0");
  return took;
}

/** A choice from a menu, as by hand. */
function choose(label: string, value: string): string {
  return `(() => {
    const select = [...document.querySelectorAll('select')].find((each) =>
      each.labels[0].textContent.startsWith(${JSON.stringify(label)}));
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, ${JSON.stringify(value)});
    select.dispatchEvent(new Event('change', { bubbles: true }));
  })()`;
}

/** Milliseconds in the browser from an act to the frame in which something is there. */
function timeUntil(page: Page, isThere: string, act: string): Promise<number> {
  return page.evaluate<number>(
    `new Promise((resolve, reject) => {
      let start = performance.now();
      ${act};
      const look = () => {
        if (performance.now() - start > 10_000) return reject(new Error('It did not come.'));
        if (!(${isThere})) return requestAnimationFrame(look);
        requestAnimationFrame(() => resolve(performance.now() - start));
      };
      requestAnimationFrame(look);
    })`,
  );
}
