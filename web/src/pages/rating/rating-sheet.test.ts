import { describe, expect, it } from 'vitest';
import type { RaterWork } from '../../../../src/core/rating-page.ts';
import { afterRating, amended, canGoTo, newestSheet, SingleStep, sheetAt, titleOf } from './rating-sheet.ts';

const item = (number: number) => ({
  item: number,
  scenario: { kind: 'statement' as const, statement: `Statement ${number}.` },
  explanation: `Explanation ${number}.`,
});
const rating = (number: number, value: number | null = 2, comment = '') => ({
  item: number,
  value,
  comment,
  seconds: 1,
});
const progress = { rated: 2, skipped: 0, left: 3, waiting: 1 };
const before = { training: null, completion: null };
const work: RaterWork = { ...before, current: item(30), done: [rating(10), rating(20)], progress };
const itemOf = async (number: number) => item(number);

describe('a rating sheet', () => {
  it('begins at the item that is still to rate', () => {
    const sheet = newestSheet(work);
    expect(sheet).toMatchObject({ position: 2, shown: item(30) });
    // Two done, three left, one in the hands of others.
    expect(titleOf(sheet)).toBe('Item 3 of 6');
  });

  it('goes back to what was rated, forward again, and no further', async () => {
    const sheet = newestSheet(work);
    const back = await sheetAt(sheet, 0, itemOf);
    expect(back).toMatchObject({ position: 0, shown: item(10) });
    expect([-1, 0, 1, 2, 3].map((position) => canGoTo(back, position))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(await sheetAt(back, 2, itemOf)).toEqual(sheet);
    expect(await sheetAt(back, 9, itemOf)).toEqual(sheet);
  });

  it('adds a first rating at the end, whatever order the server gives, and moves to the next item', async () => {
    const answered = {
      ...before,
      current: item(40),
      done: [rating(30, 3), rating(10), rating(20)],
      progress,
    };
    const sheet = afterRating(newestSheet(work), rating(30, 3), answered);
    expect(sheet.done.map(({ item: number }) => number)).toEqual([10, 20, 30]);
    expect(await sheetAt(sheet, 3, itemOf)).toMatchObject({ position: 3, shown: item(40) });
  });

  it('puts a changed rating in the place of the earlier one', async () => {
    const back = await sheetAt(newestSheet(work), 0, itemOf);
    const sheet = afterRating(back, rating(10, null), { ...work, progress: { ...progress, skipped: 1 } });
    expect(sheet.done).toEqual([rating(10, null), rating(20)]);
    expect(sheet.progress.skipped).toBe(1);
    expect(await sheetAt(sheet, 1, itemOf)).toMatchObject({ position: 1, shown: item(20) });
    expect(amended(back, rating(20, 2, 'why')).done[1]).toEqual(rating(20, 2, 'why'));
  });

  it('shows nothing where nothing is left', async () => {
    const sheet = newestSheet({
      ...before,
      current: null,
      done: [],
      progress: { rated: 0, skipped: 0, left: 0, waiting: 0 },
    });
    expect(sheet.shown).toBeNull();
    expect(titleOf(sheet)).toBe('Item 1 of 1');
    expect(canGoTo(sheet, 0)).toBe(false);
  });
});

describe('SingleStep', () => {
  it('begins no step while another runs, and says when it is busy', async () => {
    const busy: boolean[] = [];
    const step = new SingleStep(
      (now) => busy.push(now),
      () => {},
    );
    const done: string[] = [];
    let end = () => {};
    const first = step.run(async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      done.push('first');
    });
    await step.run(async () => void done.push('second'));
    expect(step.running).toBe(true);
    end();
    await first;
    await step.run(async () => void done.push('third'));
    expect(done).toEqual(['first', 'third']);
    expect(busy).toEqual([true, false, true, false]);
  });

  it('reports an error and can run again', async () => {
    const errors: unknown[] = [];
    const step = new SingleStep(
      () => {},
      (error) => errors.push(error),
    );
    await step.run(() => Promise.reject(new Error('The server answered 400.')));
    await step.run(() => Promise.reject('a text'));
    expect(errors).toEqual([new Error('The server answered 400.'), 'a text']);
    expect(step.running).toBe(false);
  });
});
