import { useSyncExternalStore } from 'react';
import { kept } from '../kept.ts';

const key = 'hvsb/show-texts';
const listeners = new Set<() => void>();
let shown = kept.read<boolean>(localStorage, key) === true;

/** Whether texts that repeat prejudice are readable; blurred until the reader asks, then as they left it. */
export const shownTexts = {
  get: (): boolean => shown,
  set(next: boolean): void {
    shown = next;
    kept.write(localStorage, key, next);
    for (const listener of listeners) listener();
  },
};

export function useShownTexts(): boolean {
  return useSyncExternalStore(subscribe, shownTexts.get);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
