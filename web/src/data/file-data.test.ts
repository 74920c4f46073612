import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from '../../../tests/support/fake-browser.ts';

const row = (id: string, excerpt: string, outcomes: readonly string[], missed: number) => ({
  id,
  dataset: 'letters',
  category: 'vowels',
  variant: 'pro',
  gold: 'biased',
  control: false,
  excerpt,
  outcomes,
  verdicts: 2,
  missed,
  explanations: 0,
  agrees: 0,
  disagrees: 0,
});
const ids = ['0000000000000001', '0000000200000002', '0000000100000003'] as const;
const explained = (id: string, excerpt: string, explainer: string) => ({
  id,
  dataset: 'letters',
  category: 'vowels',
  variant: 'pro',
  excerpt,
  explanations: [{ number: 1, explainer, repeat: 0, text: 'So.', textLength: 3, agrees: 1, disagrees: 0 }],
});
const agreement = (number: number, outcome: string) => ({ explanation: number, outcome, dataset: 'letters' });

/** An exported folder of three scenarios. */
const folder: Record<string, unknown> = {
  'data/files.json': {
    scenarioRowFiles: 2,
    scenarioDetailFiles: 2,
    explanationFiles: 3,
    explainers: ['x:a', 'x:b'],
    raters: ['x:b'],
    agreementFiles: [
      { explainer: 0, rater: 0, files: 2 },
      { explainer: 1, rater: 0, files: 1 },
    ],
    series: [{ model: 'x:a', attack: 'none', repeats: 2 }],
  },
  'data/scenarios/rows-0.json': [
    row(ids[0], 'The letter A.', ['bu'], 1),
    row(ids[1], 'The letter B.', ['uu'], 2),
  ],
  'data/scenarios/rows-1.json': [row(ids[2], 'The digit 3.', ['bb'], 0)],
  'data/scenarios/details-0.json': { [ids[0]]: { is: 'first' }, [ids[1]]: { is: 'second' } },
  'data/scenarios/details-1.json': { [ids[2]]: { is: 'third' } },
  'data/explanations/0.json': [explained(ids[0], 'The letter A.', 'x:a')],
  'data/explanations/1.json': [explained(ids[1], 'The letter B.', 'x:b')],
  'data/explanations/2.json': [explained(ids[2], 'The digit 3.', 'x:a')],
  'data/agreements/0-0-0.json': [agreement(1, 'agree')],
  'data/agreements/0-0-1.json': [agreement(2, 'disagree')],
  'data/agreements/1-0-0.json': [agreement(3, 'disagree')],
};

let browser: ReturnType<typeof fakeBrowser>;
let data: typeof import('./file-data.ts')['fileData'];
let away: boolean;

beforeEach(async () => {
  away = false;
  browser = fakeBrowser(({ path }) => {
    if (away) return null;
    return path in folder ? [200, folder[path]] : [404, { error: { message: `No ${path}.` } }];
  });
  // Its files are cached in the module.
  vi.resetModules();
  ({ fileData: data } = await import('./file-data.ts'));
});
afterEach(() => vi.unstubAllGlobals());

const asked = (path: string) => browser.requests.filter((request) => request.path === path).length;
const { signal } = new AbortController();

describe('scenarios of an exported folder', () => {
  it('are searched, sorted and paged here', async () => {
    const all = await data.scenarios({}, 2, signal);
    expect(all).toMatchObject({ total: 3, rows: [{ id: ids[0] }, { id: ids[1] }] });
    const rest = await data.scenarios({ offset: 2 }, 2, signal);
    expect(rest).toMatchObject({ total: 3, rows: [{ id: ids[2] }] });
    const found = await data.scenarios({ q: 'letter', sort: 'missed' }, 50, signal);
    expect(found.rows.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  });

  it('are fetched once, and again after a failure', async () => {
    away = true;
    await expect(data.scenarios({}, 2, signal)).rejects.toMatchObject({ status: 0 });
    away = false;
    await data.scenarios({}, 2, signal);
    await data.scenarios({ q: 'digit' }, 2, signal);
    expect(asked('data/scenarios/rows-1.json')).toBe(1);
    expect(asked('data/files.json')).toBe(2);
  });

  it('are found by id in the file that the id tells', async () => {
    // The first eight digits of the ids are 0, 2 and 1; there are two files.
    for (const [id, is] of [
      [ids[0], 'first'],
      [ids[1], 'second'],
      [ids[2], 'third'],
    ] as const) {
      expect(await data.scenario(id)).toEqual({ is });
    }
    await expect(data.scenario('00000000ffffffff')).rejects.toMatchObject({ status: 404 });
    await expect(data.scenario('constructor')).rejects.toMatchObject({ status: 404 });
    await expect(data.scenario('not an id')).rejects.toMatchObject({ status: 404 });
  });
});

describe('pages of an exported folder', () => {
  it('skip files in which nothing matches', async () => {
    const first = await data.explanations({ explainer: ['x:a'] }, null);
    expect(first).toMatchObject({ rows: [{ id: ids[0] }], next: '1' });
    const second = await data.explanations({ explainer: ['x:a'] }, first.next);
    expect(second).toMatchObject({ rows: [{ id: ids[2] }], next: null });
    expect(await data.explanations({ q: 'lett', explainer: ['x:b'] }, null)).toMatchObject({
      rows: [{ id: ids[1] }],
    });
    expect((await data.explanations({ q: 'etter' }, null)).rows).toEqual([]);
  });

  it('read only the files of the chosen explainer and rater', async () => {
    const page = await data.agreements({ explainer: ['x:b'], rater: ['x:b'] }, null);
    expect(page).toMatchObject({ rows: [{ explanation: 3 }], next: null });
    expect(asked('data/agreements/0-0-0.json')).toBe(0);
    expect(await data.agreements({ outcome: ['disagree'] }, null)).toMatchObject({
      rows: [{ explanation: 2 }],
      next: '2',
    });
    expect(await data.agreements({ rater: ['x:none'] }, null)).toMatchObject({ rows: [], next: null });
  });
});
