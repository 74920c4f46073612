import { figureFont } from './figure-font.ts';
import type { FigureOption } from './figure-option.ts';
import type { FigureTheme } from './figure-theme.ts';

/** What all figures share: font, background, and a tooltip that is drawn, never read as markup. */
export function figureFrame(theme: FigureTheme): FigureOption {
  return {
    backgroundColor: theme.background,
    color: [...theme.series],
    textStyle: { fontFamily: figureFont, color: theme.text },
    animation: false,
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
      confine: true,
      backgroundColor: theme.background,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 13, fontFamily: figureFont },
      formatter: (item) => (Array.isArray(item) ? '' : item.name),
    },
  };
}
