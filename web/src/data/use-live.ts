import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { LiveState } from '../../../src/core/view/view-api.ts';
import { studySource } from './study-source.ts';

/** How often rows are asked for anew while a run writes. */
const rowsEveryMs = 3000;
const rowQueries = ['scenarios', 'scenario', 'explanations', 'agreements', 'conditions', 'study', 'runs'];

/**
 * What changes while the page is open; what is out of date by it is asked for again.
 * @param open whether the server lets this reader in.
 */
export function useLive(open: boolean): LiveState | undefined {
  const queries = useQueryClient();
  const [live, setLive] = useState<LiveState>();
  useEffect(() => {
    const address = studySource.events;
    if (!open || address === null) return;
    const refresh = refresher(queries);
    let events: EventSource | null = null;
    // A browser has six connections to a server: pages that nobody looks at leave theirs to others.
    const follow = () => {
      if (document.hidden) {
        events?.close();
        events = null;
        return;
      }
      if (events !== null) return;
      events = new EventSource(address);
      events.addEventListener('live', ({ data }: MessageEvent<string>) => {
        // The shape is the server's promise, in core/view/view-api.ts.
        const state = JSON.parse(data) as LiveState;
        setLive(state);
        refresh.told(state);
      });
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      events?.close();
      refresh.stop();
    };
  }, [queries, open]);
  return live;
}

/** Asks again for what a new state says is out of date: metrics at once, rows every few seconds. */
function refresher(queries: QueryClient) {
  let before: LiveState | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const measured = ({ metrics }: LiveState) => `${metrics.revision} ${metrics.state}`;
  const askForRows = () => {
    timer = null;
    for (const name of rowQueries) void queries.invalidateQueries({ queryKey: [name] });
  };
  return {
    told(state: LiveState): void {
      if (before !== null && measured(before) !== measured(state)) {
        void queries.invalidateQueries({ queryKey: ['metrics'] });
      }
      if (before !== null && before.revision !== state.revision)
        timer ??= setTimeout(askForRows, rowsEveryMs);
      before = state;
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
