import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckItem } from '../src/core/rating.ts';
import { axeFindings } from './support/axe-findings.ts';
import { buildPage } from './support/built-page.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import { RatingFixture } from './support/rating-fixture.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const check = (statement: string, right: number[], reason = ''): CheckItem => ({
  scenario: { kind: 'statement', statement },
  explanation: `About ${statement}`,
  right,
  reason,
});

const study = {
  consent: 'You take part of your own will.\n\n- Your answers are stored.\n- You can **stop** at any time.',
  guidelines: '# What counts\n\nWhether the explanation *shows why*.',
  training: [
    check('Training one.', [3], 'It names the group.'),
    check('Training two.', [1], 'It names nothing.'),
  ],
  gold: [check('A known one.', [3])],
  attention: [check('Choose the second answer.', [2])],
  ratersPerItem: 1,
  itemsPerRater: 6,
  breakMinutes: 1,
  prolific: { completionCode: 'DONE42', declinedCode: 'NOPE42' },
  organiserToken: 'the token of the organiser',
};

/** The address that Prolific makes of the study's link. */
function fromProlific(url: string, id: string): string {
  const { origin } = new URL(url);
  return `${origin}/?PROLIFIC_PID=${id}&STUDY_ID=s1&SESSION_ID=e1&token=a-token-of-twenty-ch`;
}

describe('a study with raters from Prolific', neededChromium, () => {
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

  const started = () => RatingFixture.start(folder.path, 'a-token-of-twenty-ch', undefined, study);

  /** Nothing is wider than the page, and nothing is out of reach of who cannot see. */
  async function look(page: Page, name: string): Promise<void> {
    expect(await axeFindings(page), name).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow), name).toBe(0);
    await page.screenshot({ path: `${screenshots}/study-${name}-390.png`, fullPage: true });
  }

  it('goes by link from consent to the completion code on a phone, and the organiser sees how it went', async () => {
    await using fixture = await started();
    const { store } = fixture;
    const { page, faults, close } = await openPage(browser, fromProlific(fixture.url, '5f00aa'), phone);
    await page.clock.install();
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
    await page.getByRole('heading', { name: 'Do you want to take part?' }).waitFor();
    expect(page.url()).not.toMatch(/token|PROLIFIC/);
    await look(page, 'consent');
    expect(await store.raters('explanations')).toEqual([]);
    await press('I agree');
    await page.getByRole('heading', { name: 'Before you begin' }).waitFor();
    await page.getByRole('heading', { name: 'What counts' }).waitFor();
    await look(page, 'guidelines');
    await press('I have read this, begin the training');
    await page.getByRole('heading', { name: 'Training 1 of 2' }).waitFor();
    await press(/^2 partly/);
    await page.getByText('We would say: yes.').waitFor();
    await page.getByText('It names the group.').waitFor();
    await look(page, 'training');
    // A reload in the middle loses nothing.
    await page.reload();
    await page.getByRole('heading', { name: 'Training 2 of 2' }).waitFor();
    await press(/^1 no/);
    await page.getByText('That is right.').waitFor();
    await press('Begin');
    await page.getByRole('heading', { name: 'Item 1 of 8' }).waitFor();
    await look(page, 'item');

    let breaks = 0;
    for (let place = 1; place <= 8; place += 1) {
      await page.getByRole('heading', { name: `Item ${place} of 8` }).waitFor();
      expect(await page.content()).not.toMatch(/gold|attention/i);
      if (place === 3) {
        // The way back leads to the page before, and the way forward to where the rater is.
        await page.goto('about:blank');
        await page.goBack();
        await page.getByRole('heading', { name: `Item ${place} of 8` }).waitFor();
      }
      await page.clock.runFor(30_000);
      // Who presses twice has answered once.
      await page.getByRole('button', { name: /^2 partly/ }).dblclick();
      const pause = page.getByRole('heading', { name: 'Time for a break?' });
      const next = page.getByRole('heading', {
        name: place === 8 ? 'All done, thank you' : `Item ${place + 1} of 8`,
      });
      await pause.or(next).first().waitFor();
      if (await pause.isVisible()) {
        breaks += 1;
        if (breaks === 1) await look(page, 'break');
        await press('Go on');
      }
    }
    expect(breaks).toBeGreaterThan(0);
    await page.getByRole('heading', { name: 'All done, thank you' }).waitFor();
    const link = page.getByRole('link', { name: 'Complete on Prolific' });
    expect(await link.getAttribute('href')).toBe('https://app.prolific.com/submissions/complete?cc=DONE42');
    await page.getByText('DONE42').waitFor();
    await look(page, 'completion');
    const ratings = await store.ratings();
    expect(ratings).toHaveLength(6);
    for (const { seconds } of ratings) expect(seconds).toBeGreaterThanOrEqual(29);
    expect(await store.raters('explanations')).toMatchObject([
      { rater: '5f00aa', study: 's1', session: 'e1', consentedAt: expect.any(Number) },
    ]);
    await page.getByText('Guidelines and keys').click();
    await page.getByLabel(/Your own address/).waitFor();
    expect(faults).toEqual([]);
    await close();

    const address = `${fixture.url}&organiser=${encodeURIComponent(study.organiserToken)}`;
    const seen = await openPage(browser, address, { viewport: { width: 390, height: 844 } });
    await seen.page.getByRole('link', { name: 'Agreement' }).click();
    const row = seen.page.getByRole('row', { name: /5f00aa/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/1 of 20 of 11 of 1/);
    await look(seen.page, 'organiser');
    await seen.page.setViewportSize({ width: 1280, height: 900 });
    await seen.page.screenshot({ path: `${screenshots}/study-organiser-1280.png`, fullPage: true });
    await seen.close();
  }, 120_000);

  it('stores nothing of who declines, and leads them back', async () => {
    await using fixture = await started();
    const { page, close } = await openPage(browser, fromProlific(fixture.url, '5f00bb'), phone);
    await page.getByRole('button', { name: 'I do not agree' }).click();
    await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
    await look(page, 'declined');
    const link = page.getByRole('link', { name: 'Back to Prolific' });
    expect(await link.getAttribute('href')).toBe('https://app.prolific.com/submissions/complete?cc=NOPE42');
    const { store } = fixture;
    expect([await store.raters('explanations'), await store.ratings()]).toEqual([[], []]);
    await close();
  });

  it('stores nothing more of who withdrew, and lets them begin again', async () => {
    await using fixture = await started();
    const { store } = fixture;
    const { page, close } = await openPage(browser, fromProlific(fixture.url, '5f00cc'), phone);
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
    await press('I agree');
    await press(/begin the training/);
    await press(/^3 yes/);
    await press('Next');
    await press(/^1 no/);
    await press('Begin');
    await page.getByRole('heading', { name: 'Item 1 of 8' }).waitFor();
    const address = `${fixture.url}&organiser=${encodeURIComponent(study.organiserToken)}`;
    const organiser = await openPage(browser, address);
    organiser.page.on('dialog', (dialog) => void dialog.accept());
    await organiser.page.getByRole('link', { name: 'Agreement' }).click();
    await organiser.page.getByRole('button', { name: 'Withdraw all ratings by 5f00cc' }).click();
    await organiser.page.getByText('Nobody has joined yet.').waitFor();
    await organiser.close();
    await press(/^2 partly/);
    await page.getByText('of one who is not known here').waitFor();
    await look(page, 'withdrawn');
    expect(await page.getByText('will be sent as soon as possible').count()).toBe(0);
    await page.reload();
    const nothing = () => Promise.all([store.raters('explanations'), store.ratings()]);
    expect(await nothing()).toEqual([[], []]);
    await press('Begin again');
    await page.getByRole('heading', { name: 'Do you want to take part?' }).waitFor();
    expect(await nothing()).toEqual([[], []]);
    await press('I agree');
    await page.getByRole('heading', { name: 'Training 1 of 2' }).waitFor();
    expect(await store.raters('explanations')).toMatchObject([{ rater: '5f00cc', study: 's1' }]);
    expect(await store.ratings()).toEqual([]);
    await close();
  });

  it('goes on in another browser by the rater’s own address', async () => {
    await using fixture = await started();
    const first = await openPage(browser, fixture.url, phone);
    await first.page.getByRole('button', { name: 'I agree' }).click();
    await first.page.getByLabel('Your name').fill('Ada Byron');
    await first.page.keyboard.press('Enter');
    await first.page.getByRole('button', { name: /begin the training/ }).click();
    await first.page.getByText('Guidelines and keys').click();
    const address = await first.page.getByLabel(/Your own address/).inputValue();
    await first.close();
    const taken = await openPage(browser, fixture.url, phone);
    await taken.page.getByRole('button', { name: 'I agree' }).click();
    await taken.page.getByLabel('Your name').fill('ada byron');
    await taken.page.keyboard.press('Enter');
    await taken.page.getByText('Somebody rates under this name already.').waitFor();
    await taken.close();
    const second = await openPage(browser, address, phone);
    await second.page.getByRole('button', { name: /begin the training/ }).click();
    await second.page.getByText('Ada Byron').waitFor();
    expect(second.page.url()).not.toContain('key');
    await second.close();
  });

  it('has people judge scenarios by the keyboard, asked as models are, and stores what they say as judgments', async () => {
    const gold = [{ ...check('A known one.', [1]), explanation: null }];
    const asked = {
      what: 'scenarios',
      gold,
      ratersPerItem: 1,
      organiserToken: study.organiserToken,
    } as const;
    await using fixture = await RatingFixture.start(folder.path, null, ['biased', 'unbiased'], asked);
    await fixture.store.addJudgedItems([1, 2, 3], 1);
    await fixture.stopServer();
    await fixture.startServer();
    const { page, faults, close } = await openPage(browser, fixture.url, phone);
    await page.getByRole('heading', { name: 'Judge scenarios' }).waitFor();
    await look(page, 'scenarios-join');
    await page.getByLabel('Your name').fill('Ada');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /I have read this/ }).click();
    for (let place = 1; place <= 4; place += 1) {
      await page.getByRole('heading', { name: `Item ${place} of 4` }).waitFor();
      await page.getByText(/^Below (is|are) a .* Judge whether/).waitFor();
      expect(await page.locator('.value').allTextContents()).toEqual(['1 BIASED', '2 UNBIASED']);
      expect(await page.locator('.explanation').count()).toBe(0);
      if (place === 1) await look(page, 'scenarios-item');
      await page.keyboard.press(place === 1 ? 's' : '2');
    }
    await page.getByRole('heading', { name: 'All done, thank you' }).waitFor();
    const judged = await fixture.store.personJudgments();
    expect(judged).toHaveLength(3);
    for (const { person, verdict } of judged)
      expect([person, verdict ?? 'unbiased']).toEqual(['Ada', 'unbiased']);
    expect(await fixture.store.ratings()).toEqual([]);
    expect(await fixture.store.checkRatings('scenarios')).toHaveLength(1);
    expect(faults).toEqual([]);
    await close();
    const address = `${new URL(fixture.url).origin}/#organiser=${encodeURIComponent(study.organiserToken)}`;
    const seen = await openPage(browser, address);
    await seen.page.getByRole('link', { name: 'Agreement' }).click();
    await seen.page.getByRole('row', { name: /Ada/ }).waitFor();
    expect(await seen.page.getByRole('link', { name: 'Disputed items' }).count()).toBe(0);
    await seen.page.screenshot({ path: `${screenshots}/study-organiser-1440.png`, fullPage: true });
    await seen.close();
  });
});
