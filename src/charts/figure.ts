import type { CustomSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  TitleComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';

/** A figure, before it is known where it is drawn. */
export interface Figure {
  /** Names its file and address: small letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** How to read it, in a sentence. */
  readonly lead: string;
  /** The text alternative: what it shows, in sentences with numbers. */
  readonly description: string;
  readonly option: FigureOption;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** What it shows as a table, numbers in full; null where undefined. Each row has a value for each column. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Where a figure is drawn. Panels and labels are laid out for the width; the height follows. */
export interface FigurePlace {
  readonly theme: FigureTheme;
  /** In CSS pixels, from 280. */
  readonly width: number;
  /** Whether cells of a heat map hold their intervals, as wide as that takes; where they have room if absent. */
  readonly intervals?: boolean;
}

/** What the figures use of ECharts; render-figure.ts registers just that. */
export type FigureOption = ComposeOption<
  | CustomSeriesOption
  | HeatmapSeriesOption
  | LineSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TitleComponentOption
  | TooltipComponentOption
  | VisualMapComponentOption
>;

/** A name from outside as part of a file's name: small letters, digits and hyphens. Different names may become one. */
export function fileName(name: string): string {
  return (
    name
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'x'
  );
}

/** Of a letter of a label, about, in parts of the size of the font. */
const letterWidth = 0.56;

/**
 * A label that fits this width, in CSS pixels. Names of models differ at both ends, so a long one loses its middle.
 *
 * @example
 * fittingLabel('Llama-3.3-70B-Instruct-Turbo', 80, 11); // 'Llama…Turbo'
 */
export function fittingLabel(label: string, width: number, fontSize: number): string {
  const letters = [...label];
  const most = Math.max(3, Math.floor(width / (letterWidth * fontSize)));
  if (letters.length <= most) return label;
  const half = (most - 1) / 2;
  return `${letters.slice(0, Math.ceil(half)).join('')}…${letters.slice(-Math.floor(half)).join('')}`;
}

/** Colours and font of a figure. Series differ by symbol as well, so nothing depends on colour. */
export interface FigureTheme {
  readonly name: 'light' | 'dark' | 'print';
  readonly background: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  /** Distinguishable with any kind of colour vision, each at 3:1 or more against the background. */
  readonly series: readonly string[];
  /** Low to high, for heat maps; its middle lies between. It ends where `onScale` can still be read. */
  readonly scale: readonly [low: string, middle: string, high: string];
  /** Text on the scale, at 4.5:1 or more everywhere. */
  readonly onScale: string;
  /** Marks cells that mean something else, such as a model that reads itself. */
  readonly mark: string;
}

const onWhite = {
  series: ['#0072b2', '#c75000', '#00795a', '#a2307a', '#7a6400', '#4d4d4d'],
  scale: ['#f4f8fc', '#a6c6e6', '#5a95cf'],
  onScale: '#10202e',
} as const;

/**
 * The themes. Series are after Okabe and Ito (2008), *Color Universal Design*, darkened on white and lightened on
 * black until they reach 3:1.
 */
export const figureThemes = {
  light: {
    name: 'light',
    background: '#ffffff',
    text: '#1b1f24',
    faint: '#57606a',
    line: '#d0d7de',
    mark: '#c75000',
    ...onWhite,
  },
  dark: {
    name: 'dark',
    background: '#14181d',
    text: '#e6eaef',
    faint: '#9da7b3',
    line: '#39424d',
    mark: '#ffb454',
    series: ['#56b4e9', '#f0894a', '#2bc194', '#e58ec0', '#e3c649', '#c4c9cf'],
    scale: ['#1b2530', '#2b4b69', '#3a70a3'],
    onScale: '#f2f6fa',
  },
  print: {
    name: 'print',
    background: '#ffffff',
    text: '#000000',
    faint: '#3d3d3d',
    line: '#c4c4c4',
    mark: '#c75000',
    ...onWhite,
  },
} as const satisfies Record<FigureTheme['name'], FigureTheme>;

/** As wide as Arimo, which ships with the program for PNG; where it is missing, fonts of the same widths are used. */
export const figureFont = "Arimo, 'Liberation Sans', Arial, Helvetica, sans-serif";

/** Symbols by series: they differ where colours cannot be distinguished. */
export const markShapes = ['circle', 'diamond', 'triangle', 'rect'] as const;
export type MarkShape = (typeof markShapes)[number];

/** The symbol of the n-th series. */
export function markShape(series: number): MarkShape {
  return markShapes[series % markShapes.length] ?? 'circle';
}
