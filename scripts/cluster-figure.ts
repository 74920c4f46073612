import { type FigureTheme, figureThemes } from '../src/charts/figure.ts';
import { rateInterval } from '../src/stats/clusters/rate-interval.ts';
import { wilsonInterval } from '../src/stats/rates/wilson-interval.ts';

/** Scenarios of each template, and how many of them a made-up model misses: on most templates nearly none or nearly all. */
const perTemplate = 72;
const missed = [0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 15, 19, 24, 30, 38, 47, 57, 66, 71];

const dot = { size: 4.2, gap: 6.6 };
const [left, top, width] = [40, 46, 560];
const grid = { width: perTemplate * dot.gap, height: missed.length * dot.gap };
const scale = { left: left + 150, right: width - 40, most: 0.5 };

/**
 * Why scenarios are not independent, as an SVG: a row a template, a dot a scenario, dark where the model missed it;
 * below, the interval of the rate if every scenario counted by itself, and the one over templates.
 */
export function clusterFigure(theme: FigureTheme = figureThemes.light): string {
  const scenarios = missed.length * perTemplate;
  const count = missed.reduce((sum, each) => sum + each, 0);
  const naive = wilsonInterval(count, scenarios);
  const clustered = rateInterval([{ sizes: missed.map(() => perTemplate), sums: missed }]);
  const { low, high, effectiveSize } = clustered;
  if (naive === null || low === null || high === null || effectiveSize === null) {
    throw new RangeError('The made-up answers have an interval.');
  }
  const rate = count / scenarios;
  const below = top + grid.height + 46;
  const height = below + 90;
  const said = `${missed.length} templates with ${perTemplate} scenarios each; the model misses ${percent(rate)} of ${scenarios.toLocaleString('en')}. As independent scenarios: ${percent(naive.low)} to ${percent(naive.high)}. Over templates: ${percent(low)} to ${percent(high)}, as wide as that of ${Math.round(effectiveSize)} independent scenarios.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="Arimo, Arial, sans-serif" font-size="12" fill="${theme.text}">`,
    `<title>Why scenarios are not independent</title><desc>${said}</desc>`,
    `<rect width="${width}" height="${height}" fill="${theme.background}"/>`,
    text(left, 20, 'One row per template, one dot per scenario: dark where the model missed it.', 'bold'),
    text(left, 36, 'A model that misses one scenario of a template tends to miss its others.'),
    ...missed.map((each, row) => rowOf(each, row, theme)),
    text(
      left,
      below - 14,
      `Missed: ${percent(rate)} of ${scenarios.toLocaleString('en')} scenarios. How sure is that?`,
      'bold',
    ),
    ...interval(`${scenarios.toLocaleString('en')} scenarios`, rate, naive, below + 14, theme),
    ...interval(`${missed.length} templates`, rate, { low, high }, below + 42, theme),
    ...axis(below + 62, theme),
    '</svg>',
    '',
  ].join('\n');
}

/** Dots as a dashed line with round ends: missed first, then the others. */
function rowOf(each: number, row: number, theme: FigureTheme): string {
  const y = (top + 10 + row * dot.gap).toFixed(1);
  const dots = (from: number, count: number, colour: string | undefined) =>
    count === 0
      ? ''
      : `<path d="M${(left + from * dot.gap).toFixed(1)} ${y}h${((count - 1) * dot.gap + 0.1).toFixed(1)}" stroke="${colour}" stroke-width="${dot.size}" stroke-linecap="round" stroke-dasharray="0 ${dot.gap}"/>`;
  return dots(0, each, theme.series[0]) + dots(each, perTemplate - each, theme.line);
}

function interval(
  label: string,
  rate: number,
  { low, high }: { readonly low: number; readonly high: number },
  y: number,
  theme: FigureTheme,
): string[] {
  return [
    text(left, y + 4, label),
    `<line x1="${place(low)}" x2="${place(high)}" y1="${y}" y2="${y}" stroke="${theme.series[0]}" stroke-width="3"/>`,
    `<circle cx="${place(rate)}" cy="${y}" r="4.5" fill="${theme.series[0]}"/>`,
    text(Number(place(high)) + 10, y + 4, `${percent(low)} to ${percent(high)}`),
  ];
}

function axis(y: number, theme: FigureTheme): string[] {
  const ticks = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
  return [
    `<line x1="${scale.left}" x2="${scale.right}" y1="${y}" y2="${y}" stroke="${theme.line}"/>`,
    ...ticks.map(
      (tick) =>
        `<text x="${place(tick)}" y="${y + 16}" text-anchor="middle" font-size="11" fill="${theme.faint}">${percent(tick, 0)}</text>`,
    ),
  ];
}

function place(rate: number): string {
  return (scale.left + (rate / scale.most) * (scale.right - scale.left)).toFixed(1);
}

function percent(rate: number, digits = 1): string {
  return `${(100 * rate).toFixed(digits)}%`;
}

function text(x: number, y: number, content: string, weight = 'normal'): string {
  return `<text x="${x}" y="${y}" font-weight="${weight}">${content}</text>`;
}
