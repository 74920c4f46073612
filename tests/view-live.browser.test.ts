import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage } from './support/built-page.ts';
import { launchChromium, neededChromium } from './support/chromium.ts';
import { finished, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { openPage } from './support/open-page.ts';
import { ViewPageFixture } from './support/view-page/view-page-fixture.ts';
import { viewModelServer, writeViewStudy } from './support/view-page/view-study.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
/** Of every answer: long enough that the page gets several updates during the run. */
const latencyMs = 150;

describe('a run that is watched', neededChromium, () => {
  let browser: Browser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await Promise.all([
      buildPage(join(folder.path, 'page')),
      writeViewStudy(folder.path),
      mkdir(screenshots, { recursive: true }),
    ]);
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  it('updates before the reader’s eyes, and its numbers come by themselves', async () => {
    await using fixture = await ViewPageFixture.start(
      join(folder.path, 'page'),
      join(folder.path, 'hvsb.db'),
    );
    await using models = await viewModelServer(latencyMs);
    const watcher = await openPage(browser, fixture.at('/runs'));
    const reader = await openPage(browser, fixture.at('/'));
    await watcher.page.getByText('No run is recorded here.').waitFor();
    await reader.page.getByText('Nothing has been judged yet.').waitFor();

    const run = startHvsb(folder.path, ['run', 'study.yaml'], {
      OPENAI_COMPATIBLE_BASE_URL: models.scripted.baseUrl,
    });
    const ended = finished(run);
    const card = watcher.page.locator('[data-run]');
    await watcher.page.locator('[data-run][data-state=running]').waitFor({ timeout: 20_000 });
    expect(await card.getByRole('heading').textContent()).toContain('hvsb run study.yaml');
    await watcher.page.getByText('of a run in progress').waitFor({ state: 'attached' });
    const done = async () => Number(await card.getByRole('progressbar').getAttribute('value'));
    await expect.poll(done, { timeout: 20_000 }).toBeGreaterThan(0);
    const before = await done();
    await expect.poll(done, { timeout: 20_000 }).toBeGreaterThan(before);
    await watcher.page.screenshot({ path: `${screenshots}/view-live.png` });
    // The other reader did nothing, and the first rates stand there.
    await reader.page.getByRole('table', { name: /^Misalignment by model/ }).waitFor({ timeout: 20_000 });

    expect((await ended).code).toBe(1);
    await watcher.page.locator('[data-run][data-state=partial]').waitFor({ timeout: 20_000 });
    await watcher.page.getByText('no such luck <b>here</b>').first().waitFor();
    expect([...watcher.faults, ...reader.faults]).toEqual([]);
    await Promise.all([watcher.close(), reader.close()]);
  }, 90_000);
});
