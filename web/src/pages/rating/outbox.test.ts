import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeAnswer, fakeBrowser } from '../../../../tests/support/fake-browser.ts';
import { Outbox } from './outbox.ts';

const rating = (item: number, value: number | null = 2, comment = '') => ({
  item,
  value,
  comment,
  seconds: 1.5,
});

const saved: FakeAnswer = [200, { saved: 1, full: [] }];
const refused = (status: number): FakeAnswer => [status, { error: { message: `Not now: ${status}.` } }];

let answers: FakeAnswer[];
let browser: ReturnType<typeof fakeBrowser>;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  answers = [];
  browser = fakeBrowser(() => (answers.length === 0 ? saved : (answers.shift() ?? null)));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const made = () => new Outbox('hvsb/study-1', 'Ada');
/** Item, value and age of everything sent, in order. */
const sent = () =>
  browser.requests.map(({ body }) => {
    const { ratings } = body as { ratings: { item: number; value: number | null; agoMs: number }[] };
    return ratings.map(({ item, value, agoMs }) => [item, value, agoMs]);
  });
const stored = () => Object.keys(browser.localStorage).sort();

describe('Outbox', () => {
  it('sends ratings one by one, oldest first, with their age', async () => {
    const outbox = made();
    outbox.put(rating(7, 3));
    vi.advanceTimersByTime(500);
    outbox.put(rating(4, null));
    vi.advanceTimersByTime(250);
    await outbox.flush(() => {});
    expect(sent()).toEqual([[[7, 3, 750]], [[4, null, 250]]]);
    expect(browser.requests[0]).toMatchObject({
      method: 'PUT',
      path: '/api/ratings',
      body: { rater: 'Ada' },
    });
    expect(stored()).toEqual([]);
  });

  it('stores a rating until the server has it, so that a reload sends it, oldest first', async () => {
    const before = made();
    before.put(rating(9, 1));
    vi.advanceTimersByTime(1000);
    before.put(rating(3, 2));
    expect(stored()).toEqual(['hvsb/study-1/pending/Ada/3', 'hvsb/study-1/pending/Ada/9']);
    // Storage lists numbers and names as it likes; the time decides.
    const after = made();
    vi.advanceTimersByTime(1000);
    await after.flush(() => {});
    expect(sent()).toEqual([[[9, 1, 2000]], [[3, 2, 1000]]]);
    expect(stored()).toEqual([]);
    await made().flush(() => {});
    expect(browser.requests).toHaveLength(2);
  });

  it.each([401, 403])(
    'keeps the rating when the session expired (%i), and sends it after sign-in',
    async (status) => {
      answers = [refused(status)];
      const outbox = made();
      outbox.put(rating(1));
      outbox.put(rating(2));
      await expect(outbox.flush(() => {})).rejects.toMatchObject({ status });
      expect(stored()).toHaveLength(2);
      await outbox.flush(() => {});
      expect(sent().map(([first]) => first?.[0])).toEqual([1, 1, 2]);
      expect(stored()).toEqual([]);
    },
  );

  it.each([
    ['no network', null],
    ['a run that holds the store', refused(423)],
    ['an error of the server', refused(500)],
    ['a server that is restarting', refused(503)],
  ])('tries again after %s, says why, and loses nothing', async (_, trouble) => {
    answers = [trouble, trouble];
    const outbox = made();
    outbox.put(rating(5, 1));
    const messages: (string | null)[] = [];
    const flushed = outbox.flush((sentence) => messages.push(sentence));
    await vi.advanceTimersByTimeAsync(0);
    expect(stored()).toHaveLength(1);
    // It waits 0.5 s, then 1 s.
    await vi.advanceTimersByTimeAsync(1500);
    await flushed;
    expect(sent()).toEqual([[[5, 1, 0]], [[5, 1, 500]], [[5, 1, 1500]]]);
    expect(messages).toHaveLength(3);
    expect(messages.slice(0, 2).every((sentence) => typeof sentence === 'string' && sentence !== '')).toBe(
      true,
    );
    expect(messages[2]).toBeNull();
    expect(stored()).toEqual([]);
  });

  it('tries at once when the browser is back on the network', async () => {
    answers = [null, null, null];
    const outbox = made();
    outbox.put(rating(5));
    const flushed = outbox.flush(() => {});
    await vi.advanceTimersByTimeAsync(1500);
    expect(browser.requests).toHaveLength(3);
    browser.window.dispatchEvent(new Event('online'));
    await flushed;
    expect(browser.requests).toHaveLength(4);
  });

  it('drops a rating that the server will never accept, tells why, and sends the others', async () => {
    answers = [refused(400)];
    const outbox = made();
    outbox.put(rating(1, 99));
    outbox.put(rating(2));
    await expect(outbox.flush(() => {})).rejects.toThrow('Not now: 400.');
    expect(sent().map(([first]) => first?.[0])).toEqual([1, 2]);
    expect(stored()).toEqual([]);
  });

  it('tells which ratings came too late, and sends them no more', async () => {
    answers = [[200, { saved: 0, full: [1] }]];
    const outbox = made();
    outbox.put(rating(1));
    outbox.put(rating(2));
    const full: number[] = [];
    await outbox.flush(
      () => {},
      (item) => full.push(item),
    );
    expect(full).toEqual([1]);
    expect(sent().map(([first]) => first?.[0])).toEqual([1, 2]);
    expect(stored()).toEqual([]);
  });

  it('sends the newer rating of an item that is changed while the older is on its way', async () => {
    const outbox = made();
    answers = [null];
    outbox.put(rating(8, 1));
    const flushed = outbox.flush(() => {});
    await vi.advanceTimersByTimeAsync(0);
    outbox.put(rating(8, 3));
    await vi.advanceTimersByTimeAsync(500);
    await flushed;
    expect(sent().map(([first]) => first?.slice(0, 2))).toEqual([
      [8, 1],
      [8, 1],
      [8, 3],
    ]);
    expect(stored()).toEqual([]);
  });

  it('sends once, however often it is asked to at the same time', async () => {
    const outbox = made();
    outbox.put(rating(1));
    await Promise.all([outbox.flush(() => {}), outbox.flush(() => {})]);
    expect(browser.requests).toHaveLength(1);
  });

  it('works in memory where the browser stores nothing, and ignores what it cannot read', async () => {
    browser.localStorage.setItem('hvsb/study-1/pending/Ada/6', '{ half a JSO');
    browser.localStorage.setItem('hvsb/study-1/pending/Bea/2', JSON.stringify({ rating: rating(2), at: 1 }));
    const outbox = made();
    vi.spyOn(Object.getPrototypeOf(browser.localStorage), 'setItem').mockImplementation(() => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    });
    outbox.put(rating(1));
    await outbox.flush(() => {});
    expect(sent().map(([first]) => first?.[0])).toEqual([1]);
  });
});
