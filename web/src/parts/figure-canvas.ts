import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { FigureOption } from '../../../src/charts/figure.ts';
import { drawingParts } from '../../../src/charts/frame.ts';

use([...drawingParts, CanvasRenderer]);

export interface FigureCanvas {
  draw(option: FigureOption, width: number, height: number): void;
  remove(): void;
}

/**
 * A chart in this element. ECharts empties the element by its `innerHTML`, which the content policy takes for markup
 * made from text, even where it is none: here that only empties.
 */
export function figureCanvas(element: HTMLElement): FigureCanvas {
  Object.defineProperty(element, 'innerHTML', { configurable: true, set: () => element.replaceChildren() });
  const chart = init(element, null, { renderer: 'canvas', width: 300, height: 150 });
  return {
    draw(option, width, height) {
      chart.resize({ width, height });
      chart.setOption(option, { notMerge: true });
    },
    remove: () => chart.dispose(),
  };
}
