import { describe, expect, it } from 'vitest';
import type { FinetuningRow } from '../../core/finetuning.ts';
import { splitRows } from './split-rows.ts';

/** Rows of groups of these sizes. */
function rowsOf(sizes: readonly number[]): readonly FinetuningRow[] {
  return sizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, number) => ({
      messages: [],
      completion: '',
      group: `g${group}`,
      where: `${group}/${number}`,
    })),
  );
}

const names = (rows: readonly FinetuningRow[]) => rows.map(({ where }) => where);

describe('the split of rows', () => {
  it('keeps a share back, every row on one side, and the rows of a group together', () => {
    const rows = rowsOf(Array.from({ length: 50 }, () => 2));
    const { training, validation } = splitRows(rows, 0.1, 7);
    expect(validation).toHaveLength(10);
    expect(names([...training, ...validation]).toSorted()).toEqual(names(rows).toSorted());
    const learned = new Set(training.map(({ group }) => group));
    expect(validation.filter(({ group }) => learned.has(group))).toEqual([]);
  });

  it('is the same for a seed, and another for another', () => {
    const rows = rowsOf(Array.from({ length: 40 }, () => 1));
    const kept = (seed: number) => names(splitRows(rows, 0.25, seed).validation);
    expect(kept(1)).toEqual(kept(1));
    expect(kept(1)).not.toEqual(kept(2));
  });

  it('keeps the smallest group where all are larger than the share, and none where there is one or none is asked', () => {
    expect(names(splitRows(rowsOf([5, 2, 4]), 0.1, 1).validation)).toEqual(['1/0', '1/1']);
    expect(splitRows(rowsOf([6]), 0.5, 1).validation).toEqual([]);
    expect(splitRows(rowsOf([1, 1, 1]), 0, 1).validation).toEqual([]);
  });
});
