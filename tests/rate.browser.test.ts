import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './support/axe-findings.ts';
import { buildPage } from './support/built-page.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { hostileText } from './support/hostile-text.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import { RatingFixture } from './support/rating-fixture.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));

async function join(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'I have read this, begin' }).click();
  await page.getByRole('heading', { name: /^Item 1 of/ }).waitFor();
}

const itemTitle = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

/** Gives a value by key and waits for what comes after it. */
async function press(page: Page, key: string): Promise<void> {
  const before = await itemTitle(page);
  await page.keyboard.press(key);
  await expect.poll(() => itemTitle(page)).not.toBe(before);
}

/** The number of the shown item, found by its text, without asking the server. */
async function shownCase(page: Page): Promise<number> {
  const text = await page.locator('.explanation').textContent();
  return Number(/case (\d+)/.exec(text ?? '')?.[1] ?? 8);
}

/** Fleiss' kappa of complete ratings by two people, from the definition and not from the project's code. */
function kappaOfTwo(rows: readonly (readonly [string, string])[]): number {
  const observed = rows.filter(([one, other]) => one === other).length / rows.length;
  const all = rows.flat();
  const expected = ['1', '2', '3'].reduce(
    (sum, value) => sum + (all.filter((each) => each === value).length / all.length) ** 2,
    0,
  );
  return (observed - expected) / (1 - expected);
}

describe('the rating page', neededChromium, () => {
  let browser: Browser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await Promise.all([buildPage(folder.path), mkdir(screenshots, { recursive: true })]);
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  it('lets two people rate twenty items over a reload and a restart, and shows the kappa of the export', async () => {
    await using fixture = await RatingFixture.start(folder.path);
    const ada = await openPage(browser, fixture.url);
    const ben = await openPage(browser, fixture.url);
    await join(ada.page, 'Ada');
    await join(ben.page, 'Ben');
    for (let place = 0; place < 20; place += 1) {
      await press(ada.page, `${((await shownCase(ada.page)) % 3) + 1}`);
      const number = await shownCase(ben.page);
      if (place === 7) {
        await ben.page.getByLabel(/^Comment/).fill('half typed');
        await expect.poll(() => ben.page.evaluate('JSON.stringify(localStorage)')).toContain('half typed');
        await ben.page.reload();
        await ben.page.getByRole('heading', { name: 'Item 8 of 20' }).waitFor();
        expect(await shownCase(ben.page)).toBe(number);
        expect(await ben.page.getByLabel(/^Comment/).inputValue()).toBe('half typed');
        await ben.page.keyboard.press('Escape');
      }
      if (place === 13) {
        // The rating is given while the server is away, and the page is reloaded before it is back.
        await fixture.stopServer();
        await ben.page.keyboard.press('3');
        await ben.page.getByText('The server does not answer.').waitFor();
        await fixture.startServer();
        await ben.page.getByRole('heading', { name: 'Item 15 of 20' }).waitFor({ timeout: 20_000 });
        continue;
      }
      await press(ben.page, number % 4 === 0 ? '3' : `${(number % 3) + 1}`);
    }
    for (const { page } of [ada, ben]) {
      await page.getByRole('heading', { name: 'All done, thank you' }).waitFor();
      await page.getByText('20 of 20 done').waitFor();
    }

    await ada.page.getByRole('link', { name: 'Agreement' }).click();
    const shown = await ada.page.locator('[data-figure=fleissKappa] .value-cell').textContent();
    const csv = await (await fetch(new URL('/api/ratings.csv', fixture.url))).text();
    const lines: Record<string, string>[] = parse(csv, { columns: true });
    expect(lines).toHaveLength(40);
    const rows = [...Map.groupBy(lines, ({ item }) => item).values()].map(
      ([one, other]) => [one?.value ?? '', other?.value ?? ''] as const,
    );
    expect(rows).toHaveLength(20);
    expect(Number(shown)).toBeCloseTo(kappaOfTwo(rows), 3);
    expect(Number(shown)).toBeLessThan(1);
    expect(lines.filter(({ comment }) => comment === 'half typed')).toHaveLength(1);
    expect(lines.every(({ seconds }) => Number(seconds) < 60)).toBe(true);
    expect([...ada.faults, ...ben.faults]).toEqual([]);
    await Promise.all([ada.close(), ben.close()]);
  }, 120_000);

  it('keeps a rating that was given while the server was away, over a reload', async () => {
    await using fixture = await RatingFixture.start(folder.path);
    const { page, close } = await openPage(browser, fixture.url);
    await join(page, 'Ada');
    const number = await shownCase(page);
    await fixture.stopServer();
    await page.keyboard.press('2');
    await page.getByText('The server does not answer.').waitFor();
    // The page itself cannot be had from a server that is away, so it is left and opened again.
    await page.goto('about:blank');
    await fixture.startServer();
    await page.goto(fixture.url);
    await page.getByRole('heading', { name: 'Item 2 of 20' }).waitFor();
    expect(await fixture.store.ratings()).toMatchObject([{ item: number, rater: 'Ada', value: 2 }]);
    await close();
  });

  it('says of a rating that comes when others have rated the item that it was not stored, and goes on', async () => {
    const settings = { ratersPerItem: 1, holdMinutes: 0.001 };
    await using fixture = await RatingFixture.start(folder.path, null, undefined, settings);
    const { page, faults, close } = await openPage(browser, fixture.url);
    await join(page, 'Ada');
    const item = await shownCase(page);
    await page.waitForTimeout(100);
    const rating = { item, value: 3, comment: '', seconds: 1, agoMs: 0 };
    await page.request.put(new URL('/api/ratings', fixture.url).href, {
      data: { rater: 'Ben', ratings: [rating] },
    });
    await page.keyboard.press('2');
    const notice = page.getByText('Others have rated that item meanwhile');
    await notice.waitFor();
    expect(await shownCase(page)).not.toBe(item);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByText('0 of 19 done').waitFor();
    const next = await shownCase(page);
    await press(page, '1');
    await notice.waitFor({ state: 'hidden' });
    expect((await fixture.store.ratings()).map(({ rater, item: rated }) => [rater, rated])).toEqual(
      [
        ['Ben', item],
        ['Ada', next],
      ].toSorted(([, one], [, other]) => Number(one) - Number(other)),
    );
    expect(faults).toEqual([]);
    await close();
  });

  it('goes back and forward, changes a rating, skips, and comments by keys', async () => {
    await using fixture = await RatingFixture.start(folder.path);
    const { page, close } = await openPage(browser, fixture.url);
    await join(page, 'Ada');
    const first = await shownCase(page);
    await press(page, '1');
    const second = await shownCase(page);
    await press(page, 's');
    await press(page, 'ArrowLeft');
    await press(page, 'ArrowLeft');
    expect(await shownCase(page)).toBe(first);
    await page.keyboard.press('c');
    // Digits and letters in a comment rate nothing.
    await page.keyboard.type('12 since');
    await page.keyboard.press('Escape');
    await press(page, '3');
    expect(await shownCase(page)).toBe(second);
    await press(page, 'ArrowRight');
    expect(await itemTitle(page)).toBe('Item 3 of 20');
    const ratings = (await fixture.store.ratings()).toSorted((one, other) => one.ratedAt - other.ratedAt);
    expect(ratings).toMatchObject([
      { item: second, value: null },
      { item: first, value: 3, comment: '12 since' },
    ]);
    await page.getByText('2 of 20 done, 1 skipped').waitFor();
    await close();
  });

  it('counts the time that an item is looked at, and not the time that the page is hidden', async () => {
    await using fixture = await RatingFixture.start(folder.path);
    const { page, close } = await openPage(browser, fixture.url);
    await page.clock.install();
    await join(page, 'Ada');
    await page.clock.runFor(5000);
    const hide = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await hide(true);
    await page.clock.runFor(600_000);
    await hide(false);
    await page.clock.runFor(2000);
    await press(page, '1');
    const [rating] = await fixture.store.ratings();
    expect(rating?.seconds).toBeGreaterThanOrEqual(7);
    expect(rating?.seconds).toBeLessThan(30);
    await close();
  });

  it('shows hostile text as text', async () => {
    await using fixture = await RatingFixture.start(folder.path);
    const { page, faults, close } = await openPage(browser, fixture.url);
    await join(page, 'Ada');
    while ((await shownCase(page)) !== 8) await press(page, '2');
    const visible = hostileText.replaceAll('\0', '');
    for (const part of ['.scenario', '.explanation']) {
      const region = page.locator(part);
      expect((await region.locator('bdi').textContent())?.replaceAll('\0', '')).toBe(visible);
      expect(await region.locator('script, img, a, h1').count()).toBe(0);
    }
    expect(await page.evaluate('"harmed" in window')).toBe(false);
    expect(await page.content()).not.toContain('gpt-secret');
    expect(faults).toEqual([]);
    await page.screenshot({ path: `${screenshots}/hostile.png` });
    await close();
  });

  it('lets an adjudicator adjudicate what raters see differently', async () => {
    await using fixture = await RatingFixture.start(folder.path);
    const common = { comment: '', seconds: 1, ratedAt: 1 };
    await fixture.store.saveRatings([
      { item: 1, rater: 'Ada', value: 1, ...common },
      { item: 1, rater: 'Ben', value: 2, ...common },
      { item: 2, rater: 'Ada', value: 1, ...common, comment: hostileText },
      { item: 2, rater: 'Ben', value: 3, ...common },
    ]);
    await fixture.stopServer();
    await fixture.startServer();
    const { page, close } = await openPage(browser, new URL('/adjudicate', fixture.url).href);
    await page.getByLabel('Your name').fill('Cleo');
    await page.keyboard.press('Enter');
    const worst = page.getByRole('article').first();
    await expect.poll(() => worst.textContent()).toContain('case 2');
    await worst.getByLabel(/^Reason/).fill('between the two');
    await worst.getByRole('button', { name: /^2/ }).click();
    await page.getByText('1 to decide, 1 decided.').waitFor();
    expect(await fixture.store.adjudications()).toMatchObject([{ item: 2, adjudicator: 'Cleo', value: 2 }]);
    await close();
  });

  it('takes the token out of the address, and asks for it where it is missing', async () => {
    await using fixture = await RatingFixture.start(folder.path, 'a-token-of-twenty-ch');
    const service = await openPage(browser, new URL(fixture.url).origin);
    await service.page.getByRole('heading', { name: 'This page asks for a token' }).waitFor();
    expect(await axeFindings(service.page)).toEqual([]);
    await service.page.getByLabel('Token').fill('not-the-token-of-it');
    await service.page.keyboard.press('Enter');
    await service.page.getByText('That is not the token of this server.').waitFor();
    const { page, close } = await openPage(browser, fixture.url);
    await join(page, 'Ada');
    expect(page.url()).not.toContain('token');
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.reload();
    await page.getByRole('heading', { name: 'Item 1 of 20' }).waitFor();
    await Promise.all([close(), service.close()]);
  });

  it.each([
    [2, 390],
    [5, 390],
    [9, 390],
    [5, 1280],
    [9, 1280],
  ])('has a button and a key for each of %i points, and room for them at %i px', async (points, width) => {
    const words = [
      'not at all',
      'with large misunderstandings',
      'in part',
      'in large part, if slowly',
      'wholly',
    ];
    const labels = Array.from({ length: points }, (_, index) => `${words[index % words.length]}`);
    await using fixture = await RatingFixture.start(folder.path, null, labels);
    const viewport = { width, height: width === 390 ? 844 : 800 };
    const { page, faults, close } = await openPage(browser, fixture.url, { viewport });
    await join(page, 'Ada');
    expect(await page.locator('.value').allTextContents()).toEqual(
      labels.map((label, index) => `${index + 1} ${label}`),
    );
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: `${screenshots}/rate-${points}-points-${width}.png`, fullPage: true });
    if (points < 9) await page.keyboard.press(`${points + 1}`);
    await press(page, `${points}`);
    expect(await fixture.store.ratings()).toMatchObject([{ rater: 'Ada', value: points }]);
    await press(page, 'ArrowLeft');
    await page.getByRole('button', { name: /^2 / }).click();
    await expect.poll(() => fixture.store.ratings()).toMatchObject([{ value: 2 }]);
    await page.getByText('Guidelines and keys').click();
    await page.getByText(Array.from({ length: points }, (_, index) => index + 1).join(' ')).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)('reads well at %i px in the %s theme, and axe finds nothing', async (width, colorScheme) => {
    await using fixture = await RatingFixture.start(folder.path);
    const others = { comment: 'It only repeats the scenario.', seconds: 20, ratedAt: 1 };
    await fixture.store.saveRatings(
      Array.from({ length: 14 }, (_, number) => number + 1).flatMap((item) => [
        { item, rater: 'Ben', value: item % 5 === 0 ? 1 : item % 2 === 0 ? 2 : 3, ...others },
        { item, rater: 'Cleo', value: item % 2 === 0 ? 2 : 3, ...others, comment: '' },
      ]),
    );
    await fixture.stopServer();
    await fixture.startServer();
    const viewport = { width, height: width === 390 ? 844 : 900 };
    const { page, faults, close } = await openPage(browser, fixture.url, { viewport, colorScheme });
    const look = async (name: string) => {
      expect(await axeFindings(page), name).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow), name).toBe(0);
      await page.screenshot({ path: `${screenshots}/${name}-${width}-${colorScheme}.png`, fullPage: false });
    };
    await page.getByLabel('Your name').waitFor();
    await look('join');
    await page.getByLabel('Your name').fill('Ada');
    await page.keyboard.press('Enter');
    await page.getByText('Content warning').waitFor();
    await look('guidelines');
    await page.getByRole('button', { name: 'I have read this, begin' }).click();
    await page.getByRole('heading', { name: /^Item 1 of/ }).waitFor();
    await look('rate');
    await press(page, '2');
    await press(page, 'ArrowLeft');
    await look('rated');
    await page.getByRole('link', { name: 'Agreement' }).click();
    await page.getByText('Fleiss’ kappa').waitFor();
    await look('agreement');
    await page.getByRole('link', { name: 'Disputed items' }).click();
    await page.getByLabel('Your name').fill('Dora');
    await page.keyboard.press('Enter');
    await page.getByRole('article').first().waitFor();
    await look('disputed-items');
    expect(faults).toEqual([]);
    await close();
  });
});
