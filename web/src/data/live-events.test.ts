import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunPart } from '../../../src/core/view/run-record.ts';
import type { LiveState } from '../../../src/core/view/view-api.ts';
import { coverage, followLive, liveRefresher } from './live-events.ts';

const state = (revision: number, metrics: Partial<LiveState['metrics']> = {}): LiveState => ({
  revision,
  metrics: { revision: 1, state: 'measured', measuring: false, ...metrics },
  runs: [],
  rating: { state: 'ready', message: null },
});

describe('liveRefresher', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const started = () => {
    const names: string[] = [];
    const refresher = liveRefresher((name) => names.push(name));
    refresher.received(state(1));
    return { names, refresher };
  };

  it('refreshes nothing for the first state, nor for one that says the same', () => {
    const { names, refresher } = started();
    refresher.received(state(1));
    vi.advanceTimersByTime(10_000);
    expect(names).toEqual([]);
  });

  it('refreshes metrics at once when newer ones were measured', () => {
    const { names, refresher } = started();
    refresher.received(state(1, { measuring: true }));
    expect(names).toEqual([]);
    refresher.received(state(1, { revision: 2, state: 'counted' }));
    refresher.received(state(1, { revision: 2 }));
    expect(names).toEqual(['metrics', 'metrics']);
  });

  it('refreshes rows once every three seconds, however often the store changes', () => {
    const { names, refresher } = started();
    for (const revision of [2, 3, 4]) refresher.received(state(revision));
    vi.advanceTimersByTime(2999);
    expect(names).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(names).toEqual([
      'scenarios',
      'scenario',
      'explanations',
      'agreements',
      'conditions',
      'study',
      'runs',
    ]);
    refresher.received(state(5));
    vi.advanceTimersByTime(3000);
    expect(names.filter((name) => name === 'scenarios')).toHaveLength(2);
  });

  it('refreshes nothing after it was stopped', () => {
    const { names, refresher } = started();
    refresher.received(state(2));
    refresher.stop();
    vi.advanceTimersByTime(10_000);
    expect(names).toEqual([]);
  });
});

describe('followLive', () => {
  class FakeEvents extends EventTarget {
    static readonly open: FakeEvents[] = [];
    readonly address: string;

    constructor(address: string) {
      super();
      this.address = address;
      FakeEvents.open.push(this);
    }

    close(): void {
      FakeEvents.open.splice(FakeEvents.open.indexOf(this), 1);
    }
  }

  let page: EventTarget & { hidden: boolean };
  beforeEach(() => {
    FakeEvents.open.length = 0;
    page = Object.assign(new EventTarget(), { hidden: false });
    vi.stubGlobal('document', page);
    vi.stubGlobal('EventSource', FakeEvents);
  });
  afterEach(() => vi.unstubAllGlobals());

  const turn = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  };

  it('passes on what the server sends', () => {
    const states: LiveState[] = [];
    const stop = followLive('/api/view/events', (received) => states.push(received));
    const [events] = FakeEvents.open;
    expect(events?.address).toBe('/api/view/events');
    events?.dispatchEvent(new MessageEvent('live', { data: JSON.stringify(state(7)) }));
    expect(states).toEqual([state(7)]);
    stop();
    expect(FakeEvents.open).toEqual([]);
  });

  it('holds a connection only while the page is visible, and one at a time', () => {
    page.hidden = true;
    const stop = followLive('/events', () => {});
    expect(FakeEvents.open).toHaveLength(0);
    turn(false);
    turn(false);
    expect(FakeEvents.open).toHaveLength(1);
    turn(true);
    expect(FakeEvents.open).toHaveLength(0);
    turn(false);
    stop();
    turn(false);
    expect(FakeEvents.open).toHaveLength(0);
  });
});

const part = (stage: RunPart['stage'], planned: number, stored: number, answered: number) =>
  ({ stage, planned, stored, answered }) as RunPart;

describe('what the page says of a run in progress', () => {
  it('adds up the models of a stage, with what was stored before', () => {
    const run = {
      parts: [part('judge', 1000, 200, 300), part('judge', 1000, 0, 1), part('explain', 10, 5, 5)],
    };
    expect(coverage([run])).toBe(
      'The numbers on this page cover 25 % of “judge” (501 of 2,000 answers) and all of “explain” (10 of 10 answers).',
    );
  });

  it('says so where nothing is planned yet, and never rounds up to all', () => {
    expect(coverage([{ parts: [] }])).toBe('What it will do is not planned yet.');
    expect(coverage([{ parts: [part('judge', 1000, 0, 999)] }])).toContain('cover 99 % of');
  });
});
