import { createContext, useContext } from 'react';
import type { LiveState } from '../../../src/core/view/view-api.ts';

/** What changes while the page is open, as the server last told; undefined before it did and where nothing does. */
export const LiveContext = createContext<LiveState | undefined>(undefined);

export function useLiveState(): LiveState | undefined {
  return useContext(LiveContext);
}
