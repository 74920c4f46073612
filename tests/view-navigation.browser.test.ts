import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportSite } from '../src/server/view/export/export-site.ts';
import { buildPage } from './support/built-page.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import { ViewPageFixture } from './support/view-page/view-page-fixture.ts';
import { runViewStudy, viewModels, writeViewStudy } from './support/view-page/view-study.ts';

describe('moving through the page', neededChromium, () => {
  let browser: Browser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let built: string;
  let fixture: ViewPageFixture;

  beforeAll(async () => {
    folder = await temporaryFolder();
    built = join(folder.path, 'page');
    await Promise.all([buildPage(built), writeViewStudy(folder.path).then(() => runViewStudy(folder.path))]);
    fixture = await ViewPageFixture.start(built, join(folder.path, 'hvsb.db'));
    browser = await launchChromium();
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    await fixture?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const chosen = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
  const focused = (page: Page) =>
    page.evaluate<string>(
      "document.activeElement.getAttribute('data-scenario') ?? document.activeElement.tagName",
    );

  it('goes back one filter at a time, and one search for all its letters', async () => {
    const { page, faults, close } = await openPage(browser, fixture.at('/scenarios'));
    await chosen(page, 'Dataset').selectOption('street');
    await expect.poll(() => page.url()).toContain('dataset=street');
    await chosen(page, 'Label').selectOption('biased');
    await expect.poll(() => page.url()).toContain('gold=biased');
    const search = page.getByLabel('Search scenarios');
    for (const letters of ['nu', 'nurse', 'nurse str']) {
      await search.fill(letters);
      await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(letters);
    }
    await page.goBack();
    await expect.poll(() => page.url()).not.toContain('q=');
    expect(page.url()).toContain('gold=biased');
    expect(await search.inputValue()).toBe('');
    await page.goBack();
    await expect.poll(() => page.url()).not.toContain('gold');
    expect(await chosen(page, 'Dataset').inputValue()).toBe('street');
    await page.goBack();
    await expect.poll(() => new URL(page.url()).search).toBe('');
    expect(faults).toEqual([]);
    await close();
  });

  it('gives the keyboard back to the line of a scenario that is closed', async () => {
    const { page, close } = await openPage(browser, fixture.at('/scenarios'));
    const lines = page.getByRole('listitem').getByRole('link');
    await lines.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const line = await focused(page);
    expect(line).toMatch(/^[0-9a-f]{16}$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Judgments' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe(line);
    await close();
  });

  it('scrolls the list to the scenario of a link and marks it', async () => {
    const all = (await (await fetch(fixture.at('/api/view/scenarios?limit=500&sort=models'))).json()) as {
      rows: { id: string; dataset: string }[];
    };
    const last = all.rows.at(-3);
    const { page, close } = await openPage(browser, fixture.at(`/scenarios?scenario=${last?.id}`));
    const marked = page.locator('[aria-current][data-scenario]');
    await marked.waitFor();
    expect(await marked.getAttribute('data-scenario')).toBe(last?.id);
    const [list, line] = [await page.locator('.scenario-list').boundingBox(), await marked.boundingBox()];
    expect(line?.y ?? -1).toBeGreaterThanOrEqual(list?.y ?? 0);
    expect((line?.y ?? 0) + (line?.height ?? 0)).toBeLessThanOrEqual((list?.y ?? 0) + (list?.height ?? 0));
    // A list without it says so.
    const other = all.rows.find(({ dataset }) => dataset !== last?.dataset)?.dataset;
    await page.goto(fixture.at(`/scenarios?dataset=${other}&scenario=${last?.id}`));
    await page.getByText('the filters leave it out').waitFor();
    await close();
  });

  it('opens a link to a section at that section', async () => {
    const { page, close } = await openPage(browser, fixture.at('/'));
    await page.getByText('Details: every question').click();
    await page.getByRole('link', { name: 'Controls' }).click();
    await page.locator('#controls [data-figure]').first().waitFor();
    const top = async () => (await page.locator('#controls').boundingBox())?.y ?? Number.NaN;
    await expect.poll(async () => Math.abs(await top())).toBeLessThan(120);
    await close();
  });

  it('prints every model of a figure, however wide the window was', async () => {
    const { page, faults, close } = await openPage(browser, fixture.at('/'));
    await page.locator('[data-figure=misalignment] canvas').waitFor();
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const copy = page.locator('[data-figure=misalignment] .print-chart svg');
    await copy.waitFor({ state: 'attached' });
    expect(await copy.getAttribute('viewBox')).toMatch(/^0 0 \d+ \d+$/);
    const words = (await copy.locator('text').allTextContents()).join(' ');
    for (const model of viewModels) expect(words).toContain(model.slice(model.indexOf(':') + 1));
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 718, height: 1000 });
    const box = await copy.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 1000)).toBeLessThanOrEqual(718);
    expect(box?.width ?? 0).toBeGreaterThan(300);
    expect(await page.locator('[data-figure=misalignment] canvas').isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await copy.count()).toBe(0);
    expect(faults).toEqual([]);
    // The browser itself says when it prints.
    await page.evaluate(
      "addEventListener('afterprint', () => document.body.setAttribute('data-printed', 'true'))",
    );
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    expect(await page.getAttribute('body', 'data-printed')).toBe('true');
    await close();
  });

  it('says what to do where an export is opened from the disk', async () => {
    const site = join(folder.path, 'site');
    await exportSite({
      path: join(folder.path, 'hvsb.db'),
      folder: site,
      page: built,
      name: 'Clerks and streets',
      version: '0.0.0',
    });
    const { page, close } = await openPage(browser, pathToFileURL(join(site, 'index.html')).href);
    // Hidden at first, so that it does not flash where the page is served.
    await page.getByText('cannot run as a file').waitFor();
    await close();
  });
});
