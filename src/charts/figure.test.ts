import { describe, expect, it } from 'vitest';
import { type FigureTheme, figureThemes, fittingLabel } from './figure.ts';

type Rgb = readonly [number, number, number];

/** Linear light, 0 to 1. */
function linear(colour: string): Rgb {
  const channel = (from: number) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Of WCAG 2. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [one, other]
    .map((colour) => luminance(linear(colour)) + 0.05)
    .sort((a, b) => b - a);
  return high / low;
}

/** As seen with one kind of cone missing. Machado, Oliveira and Fernandes (2009), severity 1. */
const vision: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(colour: string, matrix: readonly Rgb[]): Rgb {
  const light = linear(colour);
  return matrix.map((row) =>
    row.reduce((sum, weight, i) => sum + weight * (light[i] ?? 0), 0),
  ) as unknown as Rgb;
}

/** Distance in CIELAB (D65); about 2 is just seen. */
function distance(one: Rgb, other: Rgb): number {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function lab([red, green, blue]: Rgb): Rgb {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = f(luminance([red, green, blue]));
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The colour at a share of the scale, as ECharts mixes it. */
function onScale([low, middle, high]: FigureTheme['scale'], share: number): string {
  const [from, to, part] = share < 0.5 ? [low, middle, 2 * share] : [middle, high, 2 * share - 1];
  const channel = (at: number) => {
    const [one, other] = [from, to].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round((one ?? 0) + part * ((other ?? 0) - (one ?? 0)))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

const themes: readonly FigureTheme[] = Object.values(figureThemes);

describe.each(themes)('the $name theme', (theme) => {
  it('has text at 4.5:1, and series and marks at 3:1', () => {
    for (const colour of [theme.text, theme.faint])
      expect(contrast(colour, theme.background)).toBeGreaterThan(4.5);
    for (const colour of [...theme.series, theme.mark])
      expect(contrast(colour, theme.background)).toBeGreaterThan(3);
  });

  it('has text at 4.5:1 all along its scale, which is drawn by mixing the sRGB values', () => {
    for (let percent = 0; percent <= 100; percent += 1) {
      expect(contrast(theme.onScale, onScale(theme.scale, percent / 100))).toBeGreaterThan(4.5);
    }
  });

  it('has a scale whose ends differ by 2.5:1 or more', () => {
    expect(contrast(theme.scale[0], theme.scale[2])).toBeGreaterThan(2.5);
  });

  it.each(Object.keys(vision))('has series that differ to the eye with %s', (kind) => {
    const colours = theme.series.slice(0, 4).map((colour) => seen(colour, vision[kind] ?? []));
    for (const [i, one] of colours.entries()) {
      for (const other of colours.slice(i + 1)) expect(distance(one, other)).toBeGreaterThan(10);
    }
  });
});

describe('fittingLabel', () => {
  it('takes out the middle of what is too long, and leaves other labels', () => {
    expect(fittingLabel('Llama-3.3-70B-Instruct-Turbo', 80, 11)).toBe('Llama-…Turbo');
    expect(fittingLabel('gpt-4o', 80, 11)).toBe('gpt-4o');
    // Letters of two units stay whole.
    expect(fittingLabel('😀'.repeat(40), 60, 11).isWellFormed()).toBe(true);
  });
});
