import { useSyncExternalStore } from 'react';
import { theme } from '../theme.ts';

/** Whether the page is dark at the moment. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, theme.isDark);
}

function subscribe(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  addEventListener(theme.changed, changed);
  return () => {
    system.removeEventListener('change', changed);
    removeEventListener(theme.changed, changed);
  };
}
