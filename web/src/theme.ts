import { kept } from './kept.ts';

const key = 'hvsb/theme';

export type Theme = 'system' | 'light' | 'dark';

/** Light or dark, as the reader chose or else as their system says. */
export const theme = {
  chosen(): Theme {
    const before = kept.read<Theme>(localStorage, key);
    return before === 'light' || before === 'dark' ? before : 'system';
  },
  apply(chosen: Theme): void {
    const { dataset } = document.documentElement;
    if (chosen === 'system') delete dataset.theme;
    else dataset.theme = chosen;
    if (chosen === 'system') kept.remove(localStorage, key);
    else kept.write(localStorage, key, chosen);
    dispatchEvent(new Event(theme.changed));
  },
  isDark(): boolean {
    const chosen = theme.chosen();
    return chosen === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  },
  /** Event of the window after another theme was chosen. */
  changed: 'hvsb-theme',
};
