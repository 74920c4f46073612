import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Figure, FigureOption } from '../../../../src/charts/figure.ts';
import { renderFigure } from '../../../../src/charts/render-figure.ts';

// What the figures are made of is registered by `renderFigure`.
use(CanvasRenderer);

export interface FigureCanvas {
  draw(option: FigureOption, width: number, height: number): void;
  remove(): void;
}

/** A chart in this element. */
export function figureCanvas(element: HTMLElement): FigureCanvas {
  emptyWithoutMarkup(element);
  const chart = init(element, null, { renderer: 'canvas', width: 300, height: 150 });
  return {
    draw(option, width, height) {
      chart.resize({ width, height });
      chart.setOption(option, { notMerge: true });
    },
    remove: () => chart.dispose(),
  };
}

/**
 * Draws a figure as SVG in this element, at once: what prints does not wait. It scales with the element.
 * @returns a function that removes it.
 */
export function drawForPrint(element: HTMLElement, { option, width, height }: Figure): () => void {
  emptyWithoutMarkup(element);
  const chart = init(element, null, { renderer: 'svg', width, height });
  chart.setOption({ ...option, animation: false });
  chart.getZr().refreshImmediately();
  // A copy of the drawing stays; ECharts empties its own, and the box of a fixed size around it.
  const copy = element.querySelector('svg')?.cloneNode(true);
  for (const own of element.querySelectorAll('div, svg')) emptyWithoutMarkup(own);
  chart.dispose();
  if (copy instanceof SVGElement) {
    copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
    copy.removeAttribute('style');
    // As wide as the paper at most, and not larger than it was drawn.
    copy.style.maxWidth = `${width}px`;
    element.replaceChildren(copy);
  }
  return () => element.replaceChildren();
}

/**
 * ECharts empties the element by its `innerHTML`, which the content policy takes for markup made from text, even where
 * it is none: here that only empties.
 */
function emptyWithoutMarkup(element: Element): void {
  Object.defineProperty(element, 'innerHTML', { configurable: true, set: () => element.replaceChildren() });
}

/** Pixels of the picture for a pixel of the figure: sharp in print. */
const scale = 3;

/** A figure as a PNG file. */
export async function figurePng(figure: Figure): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([renderFigure(figure)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = figure.width * scale;
    canvas.height = figure.height * scale;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser draws no pictures.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob === null ? reject(new Error('The picture is too large.')) : resolve(blob),
      );
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
