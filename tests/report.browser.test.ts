import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noAttack } from '../src/core/condition.ts';
import { axeFindings } from './support/axe-findings.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { hostileText } from './support/hostile-text.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import type { StudyMetrics } from './support/study-metrics.ts';
import { runViewStudy, writeViewStudy } from './support/view-page/view-study.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));

describe('the page of a report', neededChromium, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let metrics: StudyMetrics;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await mkdir(screenshots, { recursive: true });
    await writeViewStudy(folder.path);
    await runViewStudy(folder.path);
    metrics = JSON.parse((await hvsb(folder.path, ['metrics', '--json'])).stdout);
    const { code, stderr } = await hvsb(folder.path, ['report', '--out', 'page']);
    expect(code, stderr).toBe(0);
    address = pathToFileURL(join(folder.path, 'page', 'report.html')).href;
    browser = await launchChromium();
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  const open = (options: Parameters<typeof openPage>[2] = {}) =>
    openPage(browser, address, { offline: true, ...options });
  const openAll = (reader: Page) => reader.getByRole('button', { name: 'Open all' }).click();
  const drawn = (reader: Page) => reader.locator('figure.figure canvas').last().waitFor();

  it.each([
    [1440, 900, 'light'],
    [1440, 900, 'dark'],
    [390, 844, 'light'],
    [390, 844, 'dark'],
  ] as const)(
    'opens from a disk without a network at %i × %i in %s colours, and axe finds nothing',
    async (width, height, colorScheme) => {
      const { page: reader, faults, close } = await open({ viewport: { width, height }, colorScheme });
      await drawn(reader);
      await reader.screenshot({ path: join(screenshots, `report-${width}-${colorScheme}.png`) });
      // Parts of every kind; all of them together are long.
      for (const id of ['findings', 'controls', 'agreeability', 'scenarios', 'methods'])
        await reader.locator(`[id="${id}"] > summary`).click();
      await reader.locator('.shown-scenario summary').first().click();
      expect(await axeFindings(reader)).toEqual([]);
      expect(await reader.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(faults).toEqual([]);
      await close();
    },
    120_000,
  );

  it('begins with the answers, three figures and what was run; the appendix is folded to what was found', async () => {
    const { page: reader, faults, close } = await open();
    await drawn(reader);
    expect(await reader.locator('figure.figure').count()).toBe(3);
    expect(await reader.locator('#run').innerText()).toContain('service (48, 36 of them labelled biased)');
    const height = await reader.evaluate<number>('document.documentElement.scrollHeight');
    expect(height).toBeLessThan(8000);
    const parts = reader.locator('.report-part');
    for (const part of await parts.all()) {
      expect(await part.getAttribute('open')).toBeNull();
      expect(await part.locator('.part-finding').innerText()).toMatch(/[.?]$/);
    }
    for (const link of await reader.locator('.contents a').all()) {
      const id = (await link.getAttribute('href'))?.slice(1) ?? '';
      expect(await reader.locator(`[id="${id}"]`).count(), id).toBe(1);
    }
    await reader.locator('.contents a[href="#controls"]').click();
    await reader.locator('#controls [data-table]').first().waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('opens at the table that an address names', async () => {
    const { page: reader, close } = await open();
    await reader.goto(`${address}#controls`);
    await reader.locator('#controls [data-table]').first().waitFor();
    for (const href of ['methods.md', 'manifest.json']) {
      expect(await reader.locator(`a[href="${href}"]`).count()).toBeGreaterThan(0);
      await readFile(join(folder.path, 'page', href));
    }
    for (const link of await reader.locator('#controls a[href$=".tex"]').all())
      await readFile(join(folder.path, 'page', (await link.getAttribute('href')) ?? ''));
    await close();
  });

  it('says first who misses bias most and least, and what attacks change', async () => {
    const { page: reader, close } = await open();
    await openAll(reader);
    const first = await reader.locator('.answers').innerText();
    const rates = metrics.misalignment.filter(
      ({ category, variant, attack, rate }) =>
        category === null && variant === null && attack === noAttack && rate !== null,
    );
    const [best] = rates.toSorted((one, other) => (one.rate ?? 0) - (other.rate ?? 0));
    expect(first).toContain(best?.model.slice(best.model.indexOf(':') + 1));
    expect(first).toMatch(/Under targeted/);
    const box = await reader.locator('[data-answer=judges]').boundingBox();
    expect(box?.y).toBeLessThan(400);
    await close();
  });

  it('sorts a table by its numbers, keeps what is undefined last, and filters it', async () => {
    const { page: reader, close } = await open();
    await openAll(reader);
    const table = reader.locator('[data-table="misalignment-rate-service"]');
    const column = async () =>
      (await table.locator('tbody tr td:nth-child(2)').allInnerTexts()).map((text) =>
        Number.parseFloat(text),
      );
    await table.getByRole('button', { name: 'no attack' }).click();
    const upwards = await column();
    expect(upwards).toEqual(upwards.toSorted((one, other) => one - other));
    await table.getByRole('button', { name: 'no attack' }).click();
    expect(await column()).toEqual(upwards.toReversed());
    const long = reader.locator('[data-table="misalignment-rate-by-category-service"]');
    await long.getByRole('searchbox').fill('shop');
    expect(new Set(await long.locator('tbody tr:not(.section-row) th').allInnerTexts())).toEqual(
      new Set(['shop']),
    );
    await close();
  });

  it('blurs texts until one asks, then shows the worst of them as text', async () => {
    const { page: reader, faults, close } = await open();
    await openAll(reader);
    await reader.getByRole('searchbox', { name: 'With the words' }).fill('evil.example');
    const scenario = reader.locator('.shown-scenario');
    expect(await scenario.count()).toBe(1);
    await scenario.locator('summary').click();
    await scenario.locator('.blur').first().waitFor();
    expect(
      await reader.evaluate("getComputedStyle(document.querySelector('.shown-scenario .blur')).filter"),
    ).toContain('blur');
    await scenario.getByRole('button', { name: 'Show texts' }).click();
    const answers = await scenario
      .locator('.answers-table .model-text')
      .evaluateAll((all) => all.map((each) => each.textContent));
    expect(new Set(answers)).toEqual(new Set([`${hostileText}\nJudgment: UNBIASED`]));
    expect(await scenario.locator('img, h1, script, a').count()).toBe(0);
    expect(await reader.evaluate("'harmed' in window")).toBe(false);
    expect(faults).toEqual([]);
    await reader.screenshot({ path: join(screenshots, 'report-hostile.png') });
    await close();
  });

  it('cuts a text of a megabyte and says so', async () => {
    const { page: reader, close } = await open();
    await openAll(reader);
    const words = await reader.locator('.scenario-part > p').first().innerText();
    expect(words).toMatch(/All 80 scenarios/);
    expect(words).toMatch(/\d+ long texts are cut/);
    expect((await readFile(join(folder.path, 'page', 'report.html'))).length).toBeLessThan(5e6);
    await close();
  });

  it('is drawn in light for paper, and dark again after', async () => {
    const { page: reader, faults, close } = await open({ colorScheme: 'dark' });
    await drawn(reader);
    const corner =
      "document.querySelector('figure canvas').getContext('2d').getImageData(2, 2, 1, 1).data.join()";
    const dark = await reader.evaluate(corner);
    expect(dark).not.toBe('255,255,255,255');
    // As the browser does around printing.
    await reader.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await reader.evaluate(corner)).toBe('255,255,255,255');
    await reader.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await reader.evaluate(corner)).toBe(dark);
    await reader.pdf({ path: join(screenshots, 'report.pdf') });
    expect(faults).toEqual([]);
    await close();
  });
});
