import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ApiItem, apiEntries, apiPage, exportedItems } from '../scripts/api-docs.ts';

const isCallable = ({ kind }: ApiItem) => kind === 'function' || kind === 'class';
const names = (items: readonly ApiItem[]) => items.map(({ name }) => name);

describe.each(apiEntries())('$specifier', ({ specifier, file }) => {
  const items = exportedItems(file);

  it('has an example on every function and class', () => {
    const without = items.filter(
      (item) => isCallable(item) && !item.tags.some(({ name }) => name === 'example'),
    );
    expect(names(without)).toEqual([]);
  });

  it('says in a sentence what each export is', () => {
    const without = items.filter(({ description }) => description === '');
    expect(names(without)).toEqual([]);
  });

  it('lists what an import really gives', async () => {
    const loaded: object = await import(new URL(`../${file}`, import.meta.url).href);
    const values = items
      .filter(({ kind }) => kind !== 'interface' && kind !== 'type')
      .map(({ name }) => name);
    expect(values).toEqual(Object.keys(loaded).toSorted());
  });

  it('is the page in docs/api (npm run docs:api writes it)', () => {
    const page = readFileSync(
      new URL(`../docs/api/${specifier.replace('/', '-')}.md`, import.meta.url),
      'utf8',
    );
    expect(page).toBe(apiPage(specifier, items));
  });
});
