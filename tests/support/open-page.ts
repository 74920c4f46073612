import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface OpenedPage {
  readonly page: Page;
  /** What went wrong in it: errors of its scripts, and breaches of the content policy. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** A reader's own browser. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A server that is down is part of a test, and networks of the machine come and go; a breach of the content policy is not.
    if (message.type() === 'error' && !/ERR_CONNECTION|ERR_NETWORK_CHANGED/.test(message.text()))
      faults.push(message.text());
  });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}
