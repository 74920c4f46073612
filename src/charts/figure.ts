import type { CustomSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  TitleComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { StudyMetrics } from '../measures/compute-metrics.ts';
import type { FigureTheme } from './theme.ts';

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
}

/** From metrics to figures: none where there is nothing to draw. */
export type FigureMaker = (metrics: StudyMetrics, place: FigurePlace) => Figure[];

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
