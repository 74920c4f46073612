import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadyQueue, RetryQueue } from './queues.ts';

describe('ReadyQueue', () => {
  it('behaves as an array does with push and shift', () => {
    const steps = fc.array(fc.integer({ min: -400, max: 400 }), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (moves) => {
        const queue = new ReadyQueue<number>();
        const array: number[] = [];
        let next = 0;
        for (const move of moves) {
          for (let added = 0; added < move; added += 1) {
            queue.add(next);
            array.push(next);
            next += 1;
          }
          for (let taken = 0; taken < -move && array.length > 0; taken += 1) {
            expect(queue.peek()).toBe(array.shift());
            queue.shift();
          }
          expect(queue.size).toBe(array.length);
        }
        expect(queue.takeAll()).toEqual(array);
        expect(queue.peek()).toBeNull();
      }),
    );
  });
});

describe('RetryQueue', () => {
  it('gives back what was put in, earliest first, whatever the order it came in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (times) => {
        const queue = new RetryQueue<{ readonly dueAt: number }>();
        for (const dueAt of times) queue.add({ dueAt });
        const sorted = times.toSorted((one, other) => one - other);
        expect(queue.nextAt).toBe(sorted[0] ?? Number.POSITIVE_INFINITY);
        expect(queue.takeAll().map((item) => item.dueAt)).toEqual(sorted);
        expect(queue.size).toBe(0);
      }),
    );
  });

  it('shows an item only once its time has come', () => {
    const queue = new RetryQueue<{ readonly dueAt: number }>();
    queue.add({ dueAt: 20 });
    queue.add({ dueAt: 10 });
    expect(queue.peekDue(9)).toBeNull();
    expect(queue.peekDue(10)).toEqual({ dueAt: 10 });
    queue.shift();
    expect(queue.peekDue(10)).toBeNull();
    expect(queue.peekDue(20)).toEqual({ dueAt: 20 });
  });

  it('keeps the order of arrival among equals', () => {
    const queue = new RetryQueue<{ readonly dueAt: number; readonly name: string }>();
    for (const name of ['first', 'second', 'third']) queue.add({ dueAt: 5, name });
    expect(queue.takeAll().map((item) => item.name)).toEqual(['first', 'second', 'third']);
  });
});
