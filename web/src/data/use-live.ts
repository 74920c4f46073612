import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState } from 'react';
import type { LiveState } from '../../../src/core/view/view-api.ts';
import { followLive, liveRefresher } from './live-events.ts';
import { studySource } from './study-source.ts';

/** What changes while the page is open, as last received; undefined before the first and where nothing changes. */
export const LiveContext = createContext<LiveState | undefined>(undefined);

export function useLiveState(): LiveState | undefined {
  return useContext(LiveContext);
}

/**
 * What changes while the page is open; what it makes out of date is fetched again.
 * @param open whether the server lets this reader in.
 * @param shown the prompt pack and the wording that are shown, as parameters of an address.
 */
export function useLive(open: boolean, shown: string): LiveState | undefined {
  const queries = useQueryClient();
  const [live, setLive] = useState<LiveState>();
  useEffect(() => {
    const address = studySource.events;
    if (!open || address === null) return;
    const refresh = liveRefresher((name) => invalidate(queries, name));
    setLive(undefined);
    const stop = followLive(address(shown), (state) => {
      setLive(state);
      refresh.received(state);
    });
    return () => {
      stop();
      refresh.stop();
    };
  }, [queries, open, shown]);
  return live;
}

function invalidate(queries: QueryClient, name: string): void {
  void queries.invalidateQueries({ queryKey: [name] });
}
