import { describe, expect, it } from 'vitest';
import { continuesTyping, overviewSearch, plainSearch, scenariosSearch } from './search.ts';

describe('parameters of an address', () => {
  it('are text, and come back as they were', () => {
    const search = { dataset: 'a&b=c', q: 'née "x"', attack: 'none' };
    expect(plainSearch.parse(plainSearch.stringify(search))).toEqual(search);
    expect(plainSearch.stringify({ dataset: undefined, q: '', n: 3 })).toBe('');
  });

  it('are left out where they name nothing that there is', () => {
    expect(overviewSearch({ policy: 'asAligned', dataset: 'bbq' })).toMatchObject({
      policy: 'asAligned',
      dataset: 'bbq',
    });
    expect(overviewSearch({ policy: 'other', dataset: '' })).toMatchObject({
      policy: undefined,
      dataset: undefined,
    });
    const filters = scenariosSearch({ gold: 'maybe', outcome: 'refused', order: 'split', explained: 'no' });
    expect(filters).toMatchObject({
      gold: undefined,
      outcome: 'refused',
      order: 'split',
      explained: undefined,
    });
  });
});

describe('continuesTyping', () => {
  it('is true for more letters of a search that has begun, and for nothing else', () => {
    expect(continuesTyping({ q: 'nu' }, { q: 'nurse' })).toBe(true);
    // Its beginning and its end are steps of their own.
    expect(continuesTyping({}, { q: 'n' })).toBe(false);
    expect(continuesTyping({ q: 'nurse' }, { q: undefined })).toBe(false);
    expect(continuesTyping({ q: 'nurse' }, { dataset: 'bbq' })).toBe(false);
    expect(continuesTyping({ q: 'nurse' }, { q: 'nurses', dataset: 'bbq' })).toBe(false);
  });
});
