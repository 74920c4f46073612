import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { LiveState } from '../../../src/core/view/view-api.ts';
import { studySource } from './study-source.ts';

/** How often rows are asked for anew while a run writes. */
const rowsEveryMs = 3000;
const rowQueries = ['scenarios', 'scenario', 'explanations', 'readings', 'conditions', 'study', 'runs'];

/**
 * What changes while the page is open; what is out of date by it is asked for again.
 * @param open whether the server lets this reader in.
 */
export function useLive(open: boolean): LiveState | undefined {
  const queries = useQueryClient();
  const [live, setLive] = useState<LiveState>();
  useEffect(() => {
    if (!open || studySource.events === null) return;
    const events = new EventSource(studySource.events);
    let before: LiveState | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const askForRows = () => {
      timer = null;
      for (const name of rowQueries) void queries.invalidateQueries({ queryKey: [name] });
    };
    events.addEventListener('live', ({ data }: MessageEvent<string>) => {
      // The shape is the server's promise, in core/view/view-api.ts.
      const state = JSON.parse(data) as LiveState;
      setLive(state);
      const measured = ({ metrics }: LiveState) => `${metrics.revision} ${metrics.state}`;
      if (before !== null && measured(before) !== measured(state)) {
        void queries.invalidateQueries({ queryKey: ['metrics'] });
      }
      if (before !== null && before.revision !== state.revision)
        timer ??= setTimeout(askForRows, rowsEveryMs);
      before = state;
    });
    return () => {
      events.close();
      if (timer !== null) clearTimeout(timer);
    };
  }, [queries, open]);
  return live;
}
