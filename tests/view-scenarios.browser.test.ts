import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NotesView } from '../src/core/note.ts';
import type { ScenarioPage } from '../src/core/view/scenario-view.ts';
import { axeFindings } from './support/axe-findings.ts';
import { buildPage } from './support/built-page.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import { ViewPageFixture } from './support/view-page/view-page-fixture.ts';
import { runViewStudy, viewModels, writeViewStudy } from './support/view-page/view-study.ts';

const texts = "localStorage.setItem('hvsb/show-texts', 'true')";

describe('scenarios side by side', neededChromium, () => {
  let browser: Browser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let fixture: ViewPageFixture;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const built = join(folder.path, 'page');
    await Promise.all([buildPage(built), writeViewStudy(folder.path).then(() => runViewStudy(folder.path))]);
    fixture = await ViewPageFixture.start(built, join(folder.path, 'hvsb.db'));
    browser = await launchChromium();
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    await fixture?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const listed = async (query: string) =>
    (await (await fetch(fixture.at(`/api/view/scenarios?limit=500&${query}`))).json()) as ScenarioPage;
  const chosen = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
  const count = (page: Page) => page.locator('.list-head [role=status]').textContent();
  const line = (page: Page, place: number) => page.locator(`[aria-posinset="${place}"] a`);
  const idOf = (page: Page) => new URL(page.url()).searchParams.get('scenario');

  it('begin with those on which models disagree most, with right or wrong under the name of each model', async () => {
    const { page, faults, close } = await openPage(browser, fixture.at('/scenarios'));
    const { rows, series } = await listed('sort=models');
    for (const place of [1, 2, 3]) {
      expect(await line(page, place).getAttribute('data-scenario')).toBe(rows[place - 1]?.id);
    }
    expect(await page.locator('.grid-name').allTextContents()).toEqual(
      viewModels.map((model) => model.slice(model.indexOf(':') + 1)),
    );
    const [first] = rows;
    const wrong = first?.outcomes.filter((each) => each === (first.gold === 'biased' ? 'u' : 'b')).length;
    expect(wrong).toBeGreaterThan(0);
    expect(await line(page, 1).locator('.mark').count()).toBe(series.length);
    expect(await line(page, 1).locator('.mark-wrong').count()).toBe(wrong);
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  it('are stepped through by j and k, in the list and the panel alike, and the keyboard returns to the line', async () => {
    const { page, faults, close } = await openPage(browser, 'about:blank');
    await page.addInitScript(texts);
    await page.goto(fixture.at('/scenarios'));
    await line(page, 1).waitFor();
    const { rows } = await listed('sort=models');
    await page.keyboard.press('j');
    await expect.poll(() => idOf(page)).toBe(rows[0]?.id);
    await page.getByRole('button', { name: /^qwen2.5-7b, untargeted: / }).click();
    await page.getByRole('region', { name: 'Answer of qwen2.5-7b, untargeted' }).waitFor();
    for (const place of [1, 2, 3, 4, 5, 6, 7]) {
      await page.keyboard.press('j');
      await expect.poll(() => idOf(page)).toBe(rows[place]?.id);
      await page.getByRole('heading', { name: `Scenario ${place + 1} of ${rows.length}` }).waitFor();
    }
    // The same answer of the next scenario is open, and the list shows the line.
    await page.getByRole('region', { name: 'Answer of qwen2.5-7b, untargeted' }).waitFor();
    await page.keyboard.press('k');
    await expect.poll(() => idOf(page)).toBe(rows[6]?.id);
    expect(await page.locator('[data-scenario][aria-current]').getAttribute('data-scenario')).toBe(
      rows[6]?.id,
    );
    // Steps are one step of the way back.
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate("document.activeElement.getAttribute('data-scenario')"))
      .toBe(rows[6]?.id);
    await page.getByLabel(/^Search/).fill('jk');
    expect(idOf(page)).toBe(null);
    expect(faults).toEqual([]);
    await close();
  });

  it('have a matrix that arrow keys go through and axe finds nothing wrong with', async () => {
    const { page, close } = await openPage(browser, 'about:blank');
    await page.addInitScript(texts);
    const { rows } = await listed('explained=yes');
    await page.goto(fixture.at(`/scenarios?scenario=${rows[0]?.id}`));
    const cells = page.locator('button.cell');
    await cells.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.locator('.open-answer').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const columns = page.locator('.explanation-columns > section');
    const [one, two] = [await columns.nth(0).boundingBox(), await columns.nth(1).boundingBox()];
    expect(one?.y).toBe(two?.y);
    await close();
  });

  it('are filtered by two models that differ, and by an attack that changed a verdict', async () => {
    const { page, close } = await openPage(browser, fixture.at('/scenarios'));
    const [one, other] = [viewModels[0] ?? '', viewModels[2] ?? ''];
    await chosen(page, 'Model').selectOption(one);
    await chosen(page, 'Differs from').selectOption(other);
    const differ = await listed(`differ=${encodeURIComponent(one)}&differ=${encodeURIComponent(other)}`);
    expect(differ.total).toBeGreaterThan(0);
    await expect.poll(() => count(page)).toBe(`${differ.total} scenarios`);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await chosen(page, 'Changed by').selectOption('targeted');
    const changed = await listed('changedBy=targeted');
    expect(changed.total).toBeGreaterThan(0);
    expect(changed.total).not.toBe(differ.total);
    await expect.poll(() => count(page)).toBe(`${changed.total} scenarios`);
    await close();
  });

  it('are starred, tagged and commented by keyboard, and found again by that', async () => {
    const { page, faults, close } = await openPage(browser, 'about:blank');
    await page.addInitScript(texts);
    await page.goto(fixture.at('/scenarios'));
    await line(page, 3).focus();
    await page.keyboard.press('Enter');
    const star = page.getByRole('button', { name: 'Star the scenario' });
    await star.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => star.getAttribute('aria-pressed')).toBe('true');
    await page.getByLabel('Add a tag to the scenario').fill('quote this');
    await page.keyboard.press('Enter');
    const id = idOf(page);
    await page.locator('button.cell').first().click();
    const answer = page.locator('.open-answer');
    await answer.getByText('Comment', { exact: true }).click();
    await answer.getByRole('textbox', { name: /^Comment on/ }).fill('<b>Odd.</b>');
    await answer.getByRole('button', { name: 'Store the comment' }).click();
    const stored = async () => {
      const view = (await (await fetch(fixture.at('/api/view/notes'))).json()) as NotesView;
      return view.notes.map(({ scenarioId, call, ...note }) => [
        scenarioId,
        call !== null,
        note.tags,
        note.comment,
      ]);
    };
    await expect.poll(stored).toEqual([
      [id, false, ['quote this'], ''],
      [id, true, [], '<b>Odd.</b>'],
    ]);
    await page.goto(fixture.at('/scenarios'));
    await chosen(page, 'Tag').selectOption('quote this');
    await expect.poll(() => count(page)).toBe('1 scenario');
    expect(await line(page, 1).getAttribute('data-scenario')).toBe(id);
    expect(
      await line(page, 1)
        .getByRole('img')
        .evaluateAll((all) => all.map((each) => each.ariaLabel)),
    ).toEqual(['starred', 'has a comment']);
    expect(faults).toEqual([]);
    await close();
  });
});
