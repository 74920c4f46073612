import {
  CustomChart,
  GridComponent,
  HeatmapChart,
  init,
  LabelLayout,
  LegendComponent,
  LineChart,
  SVGRenderer,
  TitleComponent,
  TooltipComponent,
  use,
  VisualMapComponent,
} from './echarts-parts.ts';
import type { Figure } from './figure.ts';

// Nothing else of ECharts is needed. Registered here, not beside the options: a page loads this with its first figure.
use([
  CustomChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  LabelLayout,
  SVGRenderer,
]);

/** A figure as an SVG document that says what it shows to those who cannot see it. Needs no browser. */
export function renderFigure({ title, description, option, width, height }: Figure): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...option, animation: false });
    const drawn = withoutPointing(chart.renderToSVGString());
    const opening = drawn.indexOf('>');
    const start = drawn
      .slice(0, opening)
      .replace('<svg', '<svg role="img" aria-labelledby="title description"');
    const words = `<title id="title">${escapeXml(title)}</title><desc id="description">${escapeXml(description)}</desc>`;
    return `${start}>${words}${drawn.slice(opening + 1)}\n`;
  } finally {
    chart.dispose();
  }
}

/** What ECharts adds for a mouse over the drawing, which a file does not need. */
function withoutPointing(svg: string): string {
  return svg
    .replaceAll(/<style[\s\S]*?<\/style>\n?/g, '')
    .replaceAll(/ (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|pointer-events="visible")/g, '');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
