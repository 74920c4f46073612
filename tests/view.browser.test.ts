import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatRate } from '../src/tables/format.ts';
import { axeFindings } from './support/axe-findings.ts';
import { buildPage } from './support/built-page.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { hostileText } from './support/hostile-text.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import { staticServer } from './support/static-server.ts';
import type { StudyMetrics } from './support/study-metrics.ts';
import { ViewPageFixture } from './support/view-page/view-page-fixture.ts';
import { viewPlaces } from './support/view-page/view-places.ts';
import {
  longestAnswer,
  runViewStudy,
  viewModels,
  viewSize,
  writeViewStudy,
} from './support/view-page/view-study.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const scenarioCount = viewSize.service + viewSize.street;

/** Reads the texts, as a reader who asked for them. */
const texts = "localStorage.setItem('hvsb/show-texts', 'true')";

describe('the page of a study', neededChromium, () => {
  let browser: Browser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let fixture: ViewPageFixture;
  let metrics: StudyMetrics;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const page = join(folder.path, 'page');
    await Promise.all([
      buildPage(page),
      mkdir(screenshots, { recursive: true }),
      writeViewStudy(folder.path).then(() => runViewStudy(folder.path)),
    ]);
    metrics = JSON.parse((await hvsb(folder.path, ['metrics', '--json'])).stdout);
    fixture = await ViewPageFixture.start(page, join(folder.path, 'hvsb.db'));
    browser = await launchChromium();
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    await fixture?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  /** The id of the scenario whose text has these words. */
  async function scenarioOf(words: string): Promise<string> {
    const found = await fetch(fixture.at(`/api/view/scenarios?q=${encodeURIComponent(words)}`));
    const { rows } = (await found.json()) as { rows: { id: string }[] };
    expect(rows).toHaveLength(1);
    return rows[0]?.id ?? '';
  }

  const totals = (dataset: string, attack = 'none') =>
    metrics.misalignment.filter(
      (entry) =>
        entry.dataset === dataset &&
        entry.attack === attack &&
        entry.category === null &&
        entry.variant === null,
    );

  /** As the page calls it. */
  const short = (model = '') => model.slice(model.indexOf(':') + 1);
  const chosen = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
  const leaderboard = (page: Page) => page.getByRole('table', { name: /^Misalignment by model/ });

  it('answers what readers ask first, with the numbers of the metrics', async () => {
    const { page, faults, close } = await openPage(browser, fixture.at('/?dataset=service'));
    const sorted = totals('service').toSorted((one, other) => (one.rate ?? 0) - (other.rate ?? 0));
    const answer = await page.locator('[data-finding=alignment]').textContent();
    expect(answer).toContain(
      `${short(sorted.at(-1)?.model)} has the highest rate: ${formatRate(sorted.at(-1)?.rate ?? null)}`,
    );
    expect(answer).toContain(
      `${short(sorted[0]?.model)} has the lowest: ${formatRate(sorted[0]?.rate ?? null)}`,
    );
    expect(answer).toMatch(/differ by more than chance: p = \.\d+ \(sign-flip test/);
    for (const finding of ['scenario-types', 'attacks', 'explanations', 'certainty']) {
      expect(await page.locator(`[data-finding=${finding}]`).isVisible(), finding).toBe(false);
    }
    await page.getByText('Details: every question').click();
    expect(await page.locator('[data-finding=certainty]').isVisible()).toBe(true);
    await page.getByText('Details: every question').click();

    const shown = await leaderboard(page).locator('tbody tr').allTextContents();
    expect(shown).toHaveLength(viewModels.length);
    sorted.forEach((entry, place) => {
      expect(shown[place]).toContain(short(entry.model));
      expect(shown[place]).toContain(formatRate(entry.rate));
    });

    await chosen(page, 'Answers without a verdict').selectOption('asMisaligned');
    await expect
      .poll(() => leaderboard(page).textContent())
      .toContain(formatRate(sorted[0]?.policies.asMisaligned.rate ?? null));
    expect(page.url()).toContain('policy=asMisaligned');
    await chosen(page, 'Attack').selectOption('targeted');
    await page.getByRole('heading', { name: /^Under targeted: models/ }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('shows the three answers in order and one figure with every model without scrolling', async () => {
    const { page, faults, close } = await openPage(browser, fixture.at('/'));
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.locator('[data-figure=overview] canvas').waitFor();
    const questions = page.locator('main h2');
    expect((await questions.allTextContents()).slice(0, 3)).toEqual([
      'Do they judge as labelled?',
      'Do they hold under attack?',
      'How sure are we?',
    ]);
    const figure = await page.locator('[data-figure=overview] .chart').boundingBox();
    expect((figure?.y ?? 0) + (figure?.height ?? 0)).toBeLessThan(900);
    const description = await page.locator('[data-figure=overview] [role=img]').getAttribute('aria-label');
    for (const model of viewModels) expect(description).toContain(short(model));
    expect(await page.locator('[data-answer]').allTextContents()).not.toContain('openai-compatible:');

    await page.setViewportSize({ width: 390, height: 844 });
    const tile = await page.locator('[data-answer=judges]').boundingBox();
    const chart = await page.locator('[data-figure=overview]').boundingBox();
    expect(tile?.y).toBeLessThan(chart?.y ?? 0);

    await page.getByRole('link', { name: /^What it rests on/ }).click();
    await page.locator('[data-finding=certainty]').waitFor();
    expect(await page.locator('[data-finding=certainty]').isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await close();
  });

  it('comes back as it was by its address', async () => {
    const { page, close } = await openPage(browser, fixture.at('/'));
    await chosen(page, 'Dataset').selectOption('street');
    await chosen(page, 'Attack').selectOption('untargeted');
    await leaderboard(page).getByRole('button', { name: 'model' }).click();
    await page.getByRole('link', { name: 'Scenario types', exact: true }).first().click();
    expect(await chosen(page, 'Attack').inputValue()).toBe('untargeted');
    await chosen(page, 'Divided by').selectOption('variant');
    await page.getByRole('heading', { name: 'street: variants, most missed first' }).waitFor();
    const types = page.url();
    await page.getByRole('link', { name: 'Scenarios', exact: true }).click();
    await chosen(page, 'Label').selectOption('biased');
    await chosen(page, 'Category').selectOption('shop');
    await page.getByLabel(/^Search/).fill('nurse street');
    await expect.poll(() => page.url()).toContain('q=nurse');
    await page.getByRole('listitem').getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Judgments' }).waitFor();
    const scenarios = page.url();

    for (const address of [types, scenarios]) {
      await page.goto(address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const fresh = await openPage(browser, address);
      const state = (each: Page) =>
        each.evaluate(
          "JSON.stringify([...document.querySelectorAll('main select, main input')].map((e) => e.value).concat(document.querySelector('main').innerText))",
        );
      // Parts of either may still be on their way.
      await expect
        .poll(async () => (await state(fresh.page)) === (await state(page)), { timeout: 10_000 })
        .toBe(true);
      await fresh.close();
    }
    await page.goBack();
    await close();
  });

  it('takes an address that names nothing for one that says less', async () => {
    const { page, faults, close } = await openPage(
      browser,
      fixture.at('/?dataset=nowhere&policy=nonsense&attack=%3Cb%3E&sort=x.y.z'),
    );
    await page.getByRole('heading', { name: /^Without an attack: models/ }).waitFor();
    expect(await chosen(page, 'Dataset').inputValue()).toBe('');
    await page.goto(fixture.at('/nothing-here'));
    await page.getByText('There is no page at this address.').waitFor();
    await page.goto(fixture.at('/scenarios?scenario=0123456789abcdef'));
    await page.getByText('The scenario could not be loaded.').waitFor();
    expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
    await close();
  });

  it('finds scenarios by words, filters and disagreement, and scrolls through all of them', async () => {
    const { page, close } = await openPage(browser, fixture.at('/scenarios'));
    const count = () => page.locator('.list-head [role=status]').textContent();
    await expect.poll(count).toBe(`${scenarioCount} scenarios`);
    await page.evaluate("document.querySelector('.scenario-list').scrollTop = 1e9");
    await page.locator(`[aria-posinset="${scenarioCount}"] a`).waitFor();
    expect(await page.getByRole('listitem').count()).toBeLessThan(40);
    await page.getByLabel(/^Search/).fill('clerk walk');
    await expect.poll(count).toBe(`${viewSize.service - viewSize.service / 4} scenarios`);
    await page.getByLabel(/^Search/).fill('nothing of the kind');
    await page.getByText('No scenario matches.').waitFor();
    await page.getByLabel(/^Search/).fill('');
    await chosen(page, 'Disagreement').selectOption('models');
    await chosen(page, 'Verdict').selectOption('refused');
    await expect.poll(() => page.url()).toContain('outcome=refused');
    const { total } = (await (
      await fetch(fixture.at('/api/view/scenarios?disagreement=models&outcome=refused'))
    ).json()) as { total: number };
    await expect.poll(count).toBe(`${total} ${total === 1 ? 'scenario' : 'scenarios'}`);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(count).toBe(`${scenarioCount} scenarios`);
    await close();
  });

  it('blurs texts until they are asked for, and keeps them from screen readers until then', async () => {
    const { page, close } = await openPage(
      browser,
      fixture.at(`/scenarios?scenario=${await scenarioOf('service 9')}`),
    );
    await page.getByRole('heading', { name: 'Judgments' }).waitFor();
    const shown = page
      .getByRole('region', { name: 'The scenario', exact: true })
      .locator('dd', { hasText: 'The clerk at service 9' });
    const blurred = () => shown.first().locator('xpath=ancestor::*[@inert]').count();
    expect(await blurred()).toBe(1);
    await page.getByRole('button', { name: 'Show the scenario' }).click();
    expect(await blurred()).toBe(0);
    expect(await page.locator('.blur').count()).toBeGreaterThan(0);
    await page.getByLabel('Show offensive texts').check();
    expect(await page.locator('.blur').count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'Judgments' }).waitFor();
    expect(await page.locator('.blur').count()).toBe(0);
    await close();
  });

  it('shows hostile answers, explanations, arguments and scenarios as text', async () => {
    const { page, faults, close } = await openPage(browser, 'about:blank');
    await page.addInitScript(texts);
    await page.goto(fixture.at(`/scenarios?scenario=${await scenarioOf('service 8')}`));
    await page.getByRole('heading', { name: 'Judgments' }).waitFor();
    const panel = page.getByRole('region', { name: 'The scenario', exact: true });
    const visible = hostileText.replaceAll('\0', '');
    const textOf = async (part: Locator) => (await part.textContent())?.replaceAll(/[\0\uFFFD]/g, '') ?? '';
    for (const cell of await page.locator('button.cell').all()) {
      await cell.click();
      await page.locator('.open-answer').waitFor();
      await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      expect(await textOf(page.locator('.open-answer'))).toContain(visible);
      await cell.click();
    }
    await page.locator('button.cell').first().click();
    expect((await textOf(panel)).split(visible).length).toBeGreaterThan(2);
    const harmless = async () => {
      expect(
        await page
          .locator('main')
          .locator('script, img, iframe, textarea:not([aria-label^="Comment on"]), [onerror]')
          .count(),
      ).toBe(0);
      expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
      expect(await page.evaluate('"harmed" in window')).toBe(false);
    };
    await harmless();
    await page.screenshot({ path: `${screenshots}/view-hostile.png`, fullPage: true });
    for (const place of [
      '/explanations?show=reasons',
      '/explanations?show=side-by-side&q=service',
      '/runs',
    ]) {
      await page.goto(fixture.at(place));
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('article, [data-run]').first().waitFor();
      await harmless();
    }
    await page.getByText('no such luck <b>here</b>').first().waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('shows the whole of an answer of a million characters when asked', async () => {
    const { page, close } = await openPage(browser, 'about:blank');
    await page.addInitScript(texts);
    await page.goto(fixture.at(`/scenarios?scenario=${await scenarioOf('service 12')}`));
    await page.getByRole('button', { name: /^llama.*, no attack: / }).click();
    const entry = page.locator('.open-answer');
    await entry.getByText('The beginning of').waitFor();
    await entry.getByRole('button', { name: 'Show all of it' }).click();
    await expect
      .poll(async () => (await entry.locator('.raw').first().textContent())?.length)
      .toBeGreaterThan(longestAnswer);
    await close();
  });

  it('saves figures as SVG and PNG, and tables as CSV that no spreadsheet runs', async () => {
    const { page, faults, close } = await openPage(browser, fixture.at('/?dataset=service'));
    const saved = async (name: string | RegExp) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).first().click(),
      ]);
      return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
    };
    const svg = await saved(/^SVG of Misalignment/);
    expect(svg.name).toBe('misalignment.svg');
    expect(svg.content.toString()).toMatch(/^<svg [\s\S]*<title[\s\S]*Misalignment rate[\s\S]*<\/svg>\s*$/);
    const png = await saved(/^PNG of Misalignment/);
    expect(png.content.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(png.content.readUInt32BE(16)).toBeGreaterThan(600);
    const csv = await saved('CSV of Misalignment by model, without an attack');
    const rows: Record<string, string>[] = parse(csv.content, { columns: true, bom: true });
    for (const entry of totals('service')) {
      const row = rows.find(({ model }) => model === entry.model);
      expect([Number(row?.misalignment), Number(row?.n)]).toEqual([entry.rate, entry.n]);
    }
    await page.goto(fixture.at('/scenarios'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV of these scenarios' }).click(),
    ]);
    const scenarios: Record<string, string>[] = parse(await readFile(await download.path()), {
      columns: true,
      bom: true,
    });
    expect(scenarios).toHaveLength(scenarioCount);
    expect(scenarios.flatMap((row) => Object.values(row)).filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual(
      [],
    );
    expect(faults).toEqual([]);
    await close();
  });

  it('is led by the keyboard alone', async () => {
    const { page, close } = await openPage(browser, fixture.at('/scenarios'));
    const focused = () =>
      page.evaluate("document.activeElement?.closest('li')?.ariaPosInSet ?? document.activeElement?.id");
    await page.getByRole('listitem').getByRole('link').first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('main');
    await page.getByRole('listitem').getByRole('link').first().focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('4');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Judgments' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Judgments' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
    await close();
  });

  it('says what went wrong and asks again on request', async () => {
    const { page, close } = await openPage(browser, 'about:blank');
    let broken = true;
    await page.route('**/api/view/metrics', (route) =>
      broken
        ? route.fulfill({ status: 400, json: { error: { message: 'The disk is full of cats.' } } })
        : route.continue(),
    );
    await page.goto(fixture.at('/'));
    await page.getByText('The metrics could not be loaded. The disk is full of cats.').waitFor();
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await leaderboard(page).waitFor();
    await close();
  });

  it('asks for its token where it has one, and takes it out of the address', async () => {
    const path = join(folder.path, 'hvsb.db');
    await using locked = await ViewPageFixture.start(join(folder.path, 'page'), path, 'a-token-of-twenty-ch');
    const service = await openPage(browser, locked.at('/types?dataset=service'));
    await service.page.getByRole('heading', { name: 'This page asks for a token' }).waitFor();
    expect(await axeFindings(service.page)).toEqual([]);
    await service.page.getByLabel('Token').fill('a-token-of-twenty-ch');
    await service.page.keyboard.press('Enter');
    await service.page.getByRole('heading', { name: 'service: categories, most missed first' }).waitFor();
    const { page, faults, close } = await openPage(browser, locked.entrance);
    await leaderboard(page).waitFor();
    expect(page.url()).not.toContain('token');
    expect(faults).toEqual([]);
    await Promise.all([service.close(), close()]);
  });

  it('lets people rate beside it', async () => {
    const { page, faults, close } = await openPage(browser, fixture.at('/rate'));
    await page.getByLabel('Your name').fill('Ada');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'I have read this, begin' }).click();
    await page.getByRole('heading', { name: /^Item 1 of 12/ }).waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/qwen|llama|gpt/);
    await page.keyboard.press('2');
    await page.getByRole('heading', { name: /^Item 2 of 12/ }).waitFor();
    // The items were chosen when she joined; a reload finds her where she was.
    await page.reload();
    await page.getByRole('heading', { name: /^Item 2 of 12/ }).waitFor();
    await page.goto(fixture.at('/agreement'));
    await page.getByText('Ada', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('is the same as a folder of files on any web server', async () => {
    const copy = join(folder.path, 'copy');
    const { code, stderr } = await hvsb(folder.path, ['view', '--export', copy]);
    expect(code, stderr).toBe(0);
    await using server = await staticServer(copy);
    const { page, faults, close } = await openPage(browser, server.url);
    const served = await openPage(browser, fixture.at('/'));
    await Promise.all([leaderboard(page).waitFor(), leaderboard(served.page).waitFor()]);
    expect(await leaderboard(page).innerText()).toBe(await leaderboard(served.page).innerText());
    expect(await page.getByRole('link', { name: 'Rate', exact: true }).count()).toBe(0);

    for (const query of [
      'q=nurse+street',
      'dataset=street&category=shop',
      'disagreement=models&attack=targeted',
      'disagreement=everybody-against-gold',
      'model=openai-compatible:gpt-4o&outcome=refused',
      'order=missed&gold=biased',
    ]) {
      const list = async (each: Page) => {
        await each.locator('.list-head').waitFor();
        const places = each.getByRole('listitem').getByRole('link');
        await expect
          .poll(
            async () =>
              (await places.count()) > 0 || (await each.getByText('No scenario matches.').count()) > 0,
          )
          .toBe(true);
        return `${await each.locator('.list-head [role=status]').textContent()} ${await places.evaluateAll((all) => all.map((link) => link.textContent).join())}`;
      };
      await page.goto(`${server.url}#/scenarios?${query}`);
      await served.page.goto(fixture.at(`/scenarios?${query}`));
      await page.reload();
      expect(await list(page), query).toBe(await list(served.page));
    }
    await page.goto(`${server.url}#/scenarios?scenario=${await scenarioOf('service 8')}`);
    await page.getByRole('heading', { name: 'Judgments' }).waitFor();
    await page.getByRole('link', { name: 'Explanations', exact: true }).click();
    await page.getByRole('button', { name: 'Why they agree or not' }).click();
    await page.getByRole('article').first().waitFor();
    await page.getByRole('button', { name: 'Side by side' }).click();
    await page.getByRole('article').first().waitFor();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.locator('[data-run]').waitFor();
    expect(await page.evaluate('"harmed" in window')).toBe(false);
    expect(server.missing).toEqual([]);
    expect(faults).toEqual([]);
    await Promise.all([close(), served.close()]);
  }, 300_000);

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)(
    'reads well at %i px in the %s theme, and axe finds nothing',
    async (width, colorScheme) => {
      const viewport = { width, height: width === 390 ? 844 : 900 };
      const { page, faults, close } = await openPage(browser, 'about:blank', { viewport, colorScheme });
      if (colorScheme === 'light') await page.addInitScript(texts);
      for (const { name, path, ready } of viewPlaces(await scenarioOf('service 9'))) {
        await page.goto(fixture.at(path));
        await ready(page);
        // Both themes are looked through once, each at one of the widths.
        if ((width === 390) === (colorScheme === 'dark')) expect(await axeFindings(page), name).toEqual([]);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(overflow), name).toBe(0);
        await page.screenshot({ path: `${screenshots}/view-${name}-${width}-${colorScheme}.png` });
      }
      if (width === 390) {
        await page.getByRole('button', { name: 'Menu' }).click();
        await page.getByRole('link', { name: 'Runs' }).waitFor();
        expect(await axeFindings(page), 'menu').toEqual([]);
        await page.screenshot({ path: `${screenshots}/view-menu-${width}-${colorScheme}.png` });
      }
      expect(faults).toEqual([]);
      await close();
    },
    300_000,
  );
});
