// The part of ECharts that figures are drawn with. A checkout resolves it from node_modules; `npm run build` bundles this
// file, so that the package that is installed brings half a megabyte instead of all of ECharts (scripts/bundle-echarts.ts).

export { CustomChart, HeatmapChart, LineChart } from 'echarts/charts';
export {
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
export { init, use } from 'echarts/core';
export { LabelLayout } from 'echarts/features';
export { SVGRenderer } from 'echarts/renderers';
