import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong with a page as it stands, with where. */
export async function axeFindings(page: Page): Promise<string[]> {
  // As the browser's own extension would: the content policy lets no page script in.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe.source });
  const { result } = await session.send('Runtime.evaluate', {
    expression:
      'axe.run().then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target).join(" | ")))',
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value as string[];
}
