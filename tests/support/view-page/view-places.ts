import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** A place of the page, and what tells that it is there. */
export interface ViewPlace {
  readonly name: string;
  readonly path: string;
  readonly ready: (page: Page) => Promise<void>;
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, exact: true }).waitFor();
const figures = (title: string) => async (page: Page) => {
  await heading(title)(page);
  // Charts come after the page stands.
  const waiting = page.locator('[data-figure]:not(:has(canvas))');
  await expect.poll(() => page.locator('[data-figure]').count()).toBeGreaterThan(0);
  await expect.poll(() => waiting.count()).toBe(0);
};

/** Every view, with the parts of those that have some. @param scenario id of one to open. */
export function viewPlaces(scenario: string): readonly ViewPlace[] {
  return [
    { name: 'overview', path: '/', ready: figures('Overview') },
    { name: 'overview-dataset', path: '/?dataset=service&attack=targeted', ready: figures('Overview') },
    { name: 'types', path: '/types', ready: figures('Scenario types') },
    { name: 'attacks', path: '/attacks', ready: figures('Attacks') },
    { name: 'consistency', path: '/consistency', ready: figures('Consistency') },
    { name: 'trust', path: '/explanations', ready: figures('Explanations') },
    {
      name: 'compare',
      path: '/compare?a=openai-compatible:gpt-4o&b=openai-compatible:llama-3.1-8b&bAttack=targeted',
      ready: heading('What changed from the first side to the second'),
    },
    {
      name: 'reasons',
      path: '/explanations?show=reasons',
      ready: (page) => page.getByRole('article').first().waitFor(),
    },
    {
      name: 'side-by-side',
      path: '/explanations?show=side-by-side',
      ready: (page) => page.getByRole('article').first().waitFor(),
    },
    { name: 'readability', path: '/explanations?show=readability', ready: figures('Explanations') },
    {
      name: 'scenarios',
      path: '/scenarios',
      ready: (page) => page.getByRole('listitem').getByRole('link').first().waitFor(),
    },
    { name: 'scenario', path: `/scenarios?scenario=${scenario}`, ready: heading('Judgments') },
    { name: 'runs', path: '/runs', ready: heading('Conditions') },
    { name: 'rate', path: '/rate', ready: heading('Rate explanations') },
    { name: 'agreement', path: '/agreement', ready: heading('Agreement between raters') },
    { name: 'disputed-items', path: '/adjudicate', ready: heading('Disputed items') },
  ];
}
