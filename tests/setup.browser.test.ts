import { appendFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../src/testing/server/scripted-server.ts';
import { axeFindings } from './support/axe-findings.ts';
import { buildPage } from './support/built-page.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import { SetupClient } from './support/view/setup-client.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const key = 'sk-test-2b9d60e7f1a4c835';

/** What the focused element is called, as an expression of the page. */
const nameOfFocus = `(() => {
  const element = document.activeElement;
  const label = element?.labels?.[0]?.textContent;
  return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim().slice(0, 120);
})()`;

/** Presses Tab until what has this name has the focus, as somebody without a pointer does. */
async function tabTo(page: Page, name: string | RegExp, backwards = false): Promise<void> {
  const seen: string[] = [];
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
    const focused = await page.evaluate<string>(nameOfFocus);
    seen.push(focused);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
  }
  throw new Error(`Tab never came to ${name}: ${seen.join(' | ')}`);
}

/** That there are no results yet, and what is wrong with a study, are answers that browsers report. */
const realFaults = (faults: readonly string[]) =>
  faults.filter((fault) => !/status of (?:404|422)/.test(fault));

describe('setting up a study', neededChromium, () => {
  let browser: Browser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ScriptedServer;
  let built: string;
  let delayMs = 60;

  beforeAll(async () => {
    folder = await temporaryFolder();
    built = join(folder.path, 'page');
    await Promise.all([buildPage(built), mkdir(screenshots, { recursive: true })]);
    server = await ScriptedServer.start({
      models: ['a'],
      script: () => ({ kind: 'answer', text: 'Judgment: BIASED', inputTokens: 9, outputTokens: 3, delayMs }),
    });
    browser = await launchChromium();
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  const start = () => SetupClient.start({ page: built, environment: { OPENAI_BASE_URL: server.baseUrl } });

  it('goes from an empty folder to results with the keyboard alone, over a reload, a stop and going on', {
    timeout: 120_000,
  }, async () => {
    delayMs = 50;
    await using client = await start();
    const { page, faults, close } = await openPage(browser, client.entrance);
    await page.getByRole('heading', { name: '1. Data' }).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    expect(await axeFindings(page)).toEqual([]);

    // Start says what is missing, and goes there.
    await tabTo(page, 'Start the study');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('models');
    await tabTo(page, 'Add a model');
    await page.keyboard.type('openai:a');
    await page.keyboard.press('Enter');
    await page.getByText('It needs a key').waitFor();
    await tabTo(page, /^Key \(OPENAI_API_KEY\)/);
    await page.keyboard.type(key);
    await page.keyboard.press('Enter');
    await page.getByText('Key: found in .env.').waitFor();
    expect(await readFile(join(client.folder, '.env'), 'utf8')).toBe(`OPENAI_API_KEY=${key}\n`);
    expect(await page.content()).not.toContain(key);

    await tabTo(page, /^Test openai:a/, true);
    await page.keyboard.press('Enter');
    await page.getByText('It answers.').waitFor();
    await tabTo(page, 'Scenarios to judge');
    await page.keyboard.type('100');
    await page.locator('[data-plan]', { hasText: '300 calls' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: join(screenshots, 'setup.png'), fullPage: true });

    delayMs = 1000;
    await tabTo(page, 'Start the study');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'study.yaml is running.' }).waitFor();
    expect(await readFile(join(client.folder, 'study.yaml'), 'utf8')).toMatch(/size: 100/);
    // From now on the run is too slow to end before it is stopped.
    delayMs = 4000;
    await page.getByText(/of 300 calls answered/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await page.getByRole('heading', { name: 'study.yaml is running.' }).waitFor();
    expect(await page.getByLabel('Scenarios to judge').inputValue()).toBe('100');

    await tabTo(page, 'Stop');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'study.yaml was stopped.' }).waitFor({ timeout: 30_000 });
    delayMs = 5;
    await tabTo(page, 'Go on with study.yaml');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'study.yaml is complete.' }).waitFor({ timeout: 60_000 });
    await page.getByText('300 of 300 calls answered').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: join(screenshots, 'setup-complete.png'), fullPage: true });

    await tabTo(page, 'See the results');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByRole('table', { name: /^Misalignment by model/ }).waitFor({ timeout: 30_000 });
    await page.getByRole('link', { name: 'New study' }).waitFor();
    expect(realFaults(faults)).toEqual([]);
    await close();
  });

  it('fits every width, light and dark, with everything open', { timeout: 120_000 }, async () => {
    await using client = await start();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [390, 1024, 1440]) {
        const { page, faults, close } = await openPage(browser, client.entrance, {
          colorScheme,
          viewport: { width, height: 900 },
        });
        await page
          .getByLabel('Add a model')
          .fill('openai:a-model-with-a-name-that-is-longer-than-a-phone-is-wide-2026-01-01');
        await page.getByLabel('Add a model').press('Enter');
        await page.locator('[data-plan]').waitFor();
        await page.evaluate(
          "document.querySelectorAll('main details').forEach((each) => (each.open = true))",
        );
        await page.getByLabel('Text of the study file').waitFor();
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect([width, overflow]).toEqual([width, 0]);
        expect(await axeFindings(page)).toEqual([]);
        await page.screenshot({
          path: join(screenshots, `setup-${colorScheme}-${width}.png`),
          fullPage: true,
        });
        expect(realFaults(faults)).toEqual([]);
        await close();
      }
    }
  });

  it('takes an address while it is typed, and loses no change to the one after it', async () => {
    await using client = await start();
    const { page, faults, close } = await openPage(browser, client.entrance);
    await page.getByLabel('Add a model').fill('openai-compatible:mine');
    await page.getByLabel('Add a model').press('Enter');
    await page.getByText('has no address of its own').waitFor();
    await page.getByText('Address and price').click();
    const address = page.getByLabel('Address of the server');
    await address.pressSequentially('http', { delay: 150 });
    await page.getByText('Write an address that begins').waitFor();
    await address.pressSequentially('://127.0.0.1:9/v1', { delay: 120 });
    expect(await address.inputValue()).toBe('http://127.0.0.1:9/v1');
    await page.getByText('has no address of its own').waitFor({ state: 'hidden' });
    // Two changes of the form, one right after the other, and then the text.
    await page.getByLabel('Scenarios to judge').fill('50');
    await page.getByLabel('Budget in US dollars').fill('2');
    await page.getByText('Show and edit the file as text').click();
    const text = page.getByLabel('Text of the study file');
    await expect.poll(() => text.inputValue()).toMatch(/size: 50[\s\S]*budgetUsd: 2/);
    expect(await text.inputValue()).toContain('baseUrl: http://127.0.0.1:9/v1');
    await text.press('Control+End');
    await page.keyboard.type('rating: {}');
    await page.getByLabel('Name of the study').fill('Named');
    await expect.poll(() => text.inputValue()).toMatch(/name: Named[\s\S]*rating: *\{ *\}/);
    expect(realFaults(faults)).toEqual([]);
    await close();
  });

  it('loses no change where the file was changed elsewhere, and loads it where that is asked for', async () => {
    await using client = await start();
    const { page, faults, close } = await openPage(browser, client.entrance);
    const file = join(client.folder, 'study.yaml');
    await page.getByLabel('Add a model').fill('baseline:coin');
    await page.getByLabel('Add a model').press('Enter');
    const save = page.getByRole('button', { name: 'Save the file' });
    await save.click();
    await page.getByText('study.yaml is saved.').waitFor();
    const size = page.getByLabel('Scenarios to judge');
    await size.fill('1,00');
    await page.getByText('Enter a whole number from 1').waitFor();
    await size.fill('1,000');
    await page.getByText('Changed since it was saved.').waitFor();
    await appendFile(file, '# from elsewhere\n');
    await page.reload();
    expect(await size.inputValue()).toBe('1000');
    await save.click();
    const load = page.getByRole('button', { name: 'Load study.yaml from the folder' });
    await load.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await readFile(file, 'utf8')).not.toContain('size');
    await load.click();
    await page.getByText('Saved.', { exact: true }).waitFor();
    expect(await size.inputValue()).toBe('');
    await size.fill('30');
    await save.click();
    await page.getByText('study.yaml is saved.').waitFor();
    expect(await readFile(file, 'utf8')).toMatch(/size: 30[\s\S]*# from elsewhere/);
    // A file that cannot be read is no dead end.
    await writeFile(join(client.folder, 'other.yaml'), 'models: [baseline:coin]\n');
    await rm(file);
    await symlink('/etc/passwd', file);
    await page.reload();
    await page.getByText('This file is not in the folder of the study.').waitFor();
    await page.getByRole('combobox', { name: 'Study file' }).selectOption('other.yaml');
    await page.getByRole('heading', { name: '1. Data' }).waitFor();
    expect(realFaults(faults).filter((fault) => !/status of (?:403|409)/.test(fault))).toEqual([]);
    await close();
  });

  it('takes a table of which rows cannot be used, without them', async () => {
    await using client = await start();
    const { page, faults, close } = await openPage(browser, client.entrance);
    await page.getByText('A table of your own').click();
    await page.getByLabel('Or bring a file').setInputFiles({
      name: 'odd.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('scenario,gold\na,maybe\nb,biased\n'),
    });
    await page.getByText('Row 2: The gold label is neither').waitFor();
    const use = page.getByRole('button', { name: 'Use this table' });
    expect(await use.isDisabled()).toBe(true);
    await page.getByText('Correct these rows in the file').waitFor();
    await page.getByLabel('Leave out the rows').check();
    expect(await axeFindings(page)).toEqual([]);
    await use.click();
    await page.getByText('Show and edit the file as text').click();
    await expect
      .poll(() => page.getByLabel('Text of the study file').inputValue())
      .toMatch(/dataset: odd\n +from: odd.csv\n +skipInvalid: true/);
    expect(realFaults(faults)).toEqual([]);
    await close();
  });

  it('has a text with completions and with problems that name their line', async () => {
    await using client = await start();
    const { page, faults, close } = await openPage(browser, client.entrance);
    await tabTo(page, 'Show and edit the file as text');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const text = page.getByLabel('Text of the study file');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('lim');
    await page.getByRole('option', { name: /^limits:/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(() => text.inputValue()).toMatch(/limits: $/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Space');
    await page.getByRole('option', { name: /^budgetUsd:/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.type('budgetUsd: 5');
    await expect.poll(() => page.getByLabel('Budget in US dollars').inputValue()).toBe('5');
    await page.keyboard.press('Enter');
    await page.keyboard.type('budgetEur: 5');
    await page.getByText(/There is no setting "budgetEur" in limits/).waitFor();
    await page.getByText('so the form waits').waitFor();
    expect(await page.getByLabel('Add a model').isDisabled()).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    expect(realFaults(faults)).toEqual([]);
    await close();
  });
});
