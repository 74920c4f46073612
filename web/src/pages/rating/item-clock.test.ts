import { describe, expect, it } from 'vitest';
import { ItemClock } from './item-clock.ts';

function at(seconds: number) {
  const state = { ms: 0, hidden: false };
  const clock = new ItemClock(seconds, { now: () => state.ms, isHidden: () => state.hidden });
  return {
    clock,
    pass: (more: number) => {
      state.ms += more * 1000;
    },
    hide: (hidden: boolean) => {
      state.hidden = hidden;
      clock.noteActivity();
    },
  };
}

describe('ItemClock', () => {
  it('counts on from what was spent before, in tenths', () => {
    const { clock, pass } = at(2.5);
    pass(4.26);
    expect(clock.seconds).toBe(6.8);
  });

  it('does not count while the page is hidden', () => {
    const { clock, pass, hide } = at(0);
    pass(5);
    hide(true);
    pass(600);
    expect(clock.seconds).toBe(5);
    hide(false);
    pass(2);
    expect(clock.seconds).toBe(7);
  });

  it('counts a minute after somebody did something, and no more until they do again', () => {
    const { clock, pass } = at(0);
    pass(50);
    clock.noteActivity();
    pass(3600);
    expect(clock.seconds).toBe(110);
    clock.noteActivity();
    expect(clock.seconds).toBe(110);
    pass(3);
    expect(clock.seconds).toBe(113);
  });
});
