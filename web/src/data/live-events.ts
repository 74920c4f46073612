import type { RunRecord } from '../../../src/core/view/run-record.ts';
import type { LiveState } from '../../../src/core/view/view-api.ts';
import { formatCount, joined } from '../../../src/tables/format.ts';

/** How often rows are fetched again while a run writes. */
const rowsEveryMs = 3000;
const rowQueries = ['scenarios', 'scenario', 'explanations', 'agreements', 'conditions', 'study', 'runs'];

/**
 * Receives the server's events while the page is visible. A browser has six connections to a server: pages that nobody
 * looks at leave theirs to others.
 * @returns a function that ends it.
 */
export function followLive(address: string, onState: (state: LiveState) => void): () => void {
  let events: EventSource | null = null;
  const close = () => {
    events?.close();
    events = null;
  };
  const follow = () => {
    if (document.hidden) return close();
    if (events !== null) return;
    events = new EventSource(address);
    // The shape is the server's promise, in core/view/view-api.ts.
    events.addEventListener('live', ({ data }: MessageEvent<string>) => onState(JSON.parse(data)));
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close();
  };
}

/**
 * Says what a new state makes out of date: metrics at once, rows every few seconds.
 * @param outOfDate receives the first part of the key of a query.
 */
export function liveRefresher(outOfDate: (name: string) => void) {
  let before: LiveState | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const measured = ({ metrics }: LiveState) => `${metrics.revision} ${metrics.state}`;
  const refreshRows = () => {
    timer = null;
    for (const name of rowQueries) outOfDate(name);
  };
  return {
    received(state: LiveState): void {
      if (before !== null && measured(before) !== measured(state)) outOfDate('metrics');
      if (before !== null && before.revision !== state.revision) {
        timer ??= setTimeout(refreshRows, rowsEveryMs);
      }
      before = state;
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** How far each stage of the runs is. */
export function coverage(runs: readonly Pick<RunRecord, 'parts'>[]): string {
  const stages = Map.groupBy(
    runs.flatMap(({ parts }) => parts),
    ({ stage }) => stage,
  );
  const said = [...stages].flatMap(([stage, parts]) => {
    const planned = parts.reduce((sum, part) => sum + part.planned, 0);
    const done = parts.reduce((sum, part) => sum + part.stored + part.answered, 0);
    if (planned === 0) return [];
    const share = done === planned ? 'all' : `${Math.floor((100 * done) / planned)} %`;
    return [`${share} of “${stage}” (${formatCount(done)} of ${formatCount(planned)} answers)`];
  });
  return said.length === 0
    ? 'What it will do is not planned yet.'
    : `The numbers on this page cover ${joined(said)}.`;
}
