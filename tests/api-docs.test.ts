import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ApiItem, apiEntries, apiPage, exportedItems } from '../scripts/api-docs.ts';

/** Exports that still have no example: only ever fewer. */
const pending: Readonly<Record<string, number>> = {
  // Functions of stages/ and engine/.
  hvsb: 9,
  'hvsb/language-model': 11,
  'hvsb/stats': 37,
  'hvsb/testing': 7,
};
/** Types and constants that still have no sentence: only ever fewer. */
const undescribed: Readonly<Record<string, number>> = {
  // Of stages/ and engine/.
  hvsb: 8,
  'hvsb/language-model': 5,
  'hvsb/stats': 17,
  'hvsb/store': 7,
  'hvsb/testing': 5,
};

const isCallable = ({ kind }: ApiItem) => kind === 'function' || kind === 'class';
const names = (items: readonly ApiItem[]) => items.map(({ name }) => name).join(', ');

describe.each(apiEntries())('$specifier', ({ specifier, file }) => {
  const items = exportedItems(file);

  it('has an example on every function and class', () => {
    const without = items.filter(
      (item) => isCallable(item) && !item.tags.some(({ name }) => name === 'example'),
    );
    expect(without.length, names(without)).toBe(pending[specifier] ?? 0);
  });

  it('says in a sentence what each export is', () => {
    const without = items.filter(({ description }) => description === '');
    expect(without.length, names(without)).toBe(undescribed[specifier] ?? 0);
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
