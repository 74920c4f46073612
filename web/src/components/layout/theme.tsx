import { useState, useSyncExternalStore } from 'react';
import { browserStorage } from '../../data/browser-storage.ts';

const key = 'hvsb/theme';

export type Theme = 'system' | 'light' | 'dark';

/** Light or dark, as the reader chose or else as their system says. */
export const theme = {
  chosen(): Theme {
    const before = browserStorage.read<Theme>(localStorage, key);
    return before === 'light' || before === 'dark' ? before : 'system';
  },
  apply(chosen: Theme): void {
    const { dataset } = document.documentElement;
    if (chosen === 'system') delete dataset.theme;
    else dataset.theme = chosen;
    if (chosen === 'system') browserStorage.remove(localStorage, key);
    else browserStorage.write(localStorage, key, chosen);
    dispatchEvent(new Event(theme.changed));
  },
  isDark(): boolean {
    const chosen = theme.chosen();
    return chosen === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  },
  /** Event of the window after another theme was chosen. */
  changed: 'hvsb-theme',
};

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

const choices = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const satisfies readonly (readonly [Theme, string])[];

/** Chooses light or dark. */
export function ThemeSwitch() {
  const [chosen, setChosen] = useState(theme.chosen);
  return (
    <label className="choice theme-switch">
      <span>Colours</span>
      <select
        value={chosen}
        onChange={({ target }) => {
          const next = choices.find(([each]) => each === target.value)?.[0] ?? 'system';
          theme.apply(next);
          setChosen(next);
        }}
      >
        {choices.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
