import { percentLabel, plainLabel } from '../../charts/axis.ts';
import { type Figure, figureThemes } from '../../charts/figure.ts';
import { figureFrame, legend } from '../../charts/frame.ts';
import { halfWidth } from '../../stats/planning/plan-comparison.ts';
import { formatCount } from '../../tables/format.ts';
import type { DatasetPlan } from './plan-difference.ts';

/** What judging the planned scenarios takes of one model. */
export interface PlannedCost {
  readonly model: string;
  readonly calls: number;
  /** US dollars, every answer as long as it may be; null where no price is known. */
  readonly usdAtMost: number | null;
  /** The same by batch; null where the provider takes none. */
  readonly usdByBatch: number | null;
  /** Live; null where the model has not been asked before. */
  readonly seconds: number | null;
}

/** What the chart's axis is in: dollars where every model has a price above 0, else calls of each model. */
interface WidthUnit {
  readonly models: readonly PlannedCost[];
  readonly attacks: number;
}

const place = { theme: figureThemes.light, width: 640 };
const height = 320;
const points = 40;

/** Half the width of a difference's 95 % interval against money, or calls: a line a dataset, up to all of its scenarios. */
export function widthChart(datasets: readonly DatasetPlan[], unit: WidthUnit): Figure {
  const { theme, width } = place;
  const perScenario = costPerScenario(datasets, unit);
  const axis = perScenario === null ? 'calls of each model' : 'US dollars at most, all models';
  const lines = datasets.map((plan) => ({
    dataset: plan.dataset,
    values: lineOf(plan, perScenario ?? unit.attacks),
  }));
  const label = { color: theme.faint, fontSize: 11 };
  const names = lines.map(({ dataset }) => plainLabel(dataset));
  return {
    id: 'plan-width',
    title: 'Width of the interval of a difference between two models',
    lead: `Half the width of the 95% interval against ${axis}, up to all scenarios of each dataset.`,
    description: lines.map(({ dataset, values }) => sentence(plainLabel(dataset), values, axis)).join(' '),
    option: {
      ...figureFrame(theme),
      ...legend(names, theme),
      grid: { left: 64, right: 24, top: names.length > 1 ? 60 : 32, bottom: 48 },
      xAxis: {
        ...{ type: 'value', name: axis, nameLocation: 'middle', nameGap: 30, min: 0 },
        ...{ axisLabel: label, nameTextStyle: label, splitLine: { lineStyle: { color: theme.line } } },
      },
      yAxis: {
        ...{ type: 'value', name: 'half width', min: 0, nameTextStyle: label },
        axisLabel: { ...label, formatter: percentLabel },
        splitLine: { lineStyle: { color: theme.line } },
      },
      series: lines.map(({ dataset, values }, i) => ({
        ...{ type: 'line', name: plainLabel(dataset), showSymbol: false },
        data: values.map(({ cost, half }) => [cost, half]),
        color: theme.series[i % theme.series.length] ?? theme.text,
      })),
    },
    ...{ width, height },
    columns: ['dataset', 'scenarios', perScenario === null ? 'calls' : 'usd', 'half_width'],
    rows: lines.flatMap(({ dataset, values }) =>
      values.map(({ scenarios, cost, half }) => [dataset, scenarios, cost, half]),
    ),
  };
}

/** Null where a model has no price above 0. */
function costPerScenario(datasets: readonly DatasetPlan[], { models, attacks }: WidthUnit): number | null {
  const scenarios = datasets.reduce((sum, one) => sum + (one.scenarios ?? one.available.scenarios), 0);
  const costs = models.map(({ usdAtMost }) => usdAtMost ?? 0);
  if (models.length === 0 || scenarios === 0 || attacks === 0 || costs.some((usd) => usd <= 0)) return null;
  return costs.reduce((sum, usd) => sum + usd, 0) / scenarios;
}

interface WidthPoint {
  readonly scenarios: number;
  readonly cost: number;
  readonly half: number;
}

function lineOf(
  { components, available, wordings }: DatasetPlan,
  perScenario: number,
): readonly WidthPoint[] {
  const { scenarios: most, clusters } = available;
  return Array.from({ length: points }, (_, i) => Math.round((most * (i + 1)) / points))
    .filter((scenarios, i, all) => scenarios > 9 && scenarios !== all[i - 1])
    .flatMap((scenarios) => {
      const half = halfWidth(components, { scenarios, clusters }, wordings ?? 1);
      return half === null ? [] : [{ scenarios, cost: scenarios * perScenario, half }];
    });
}

function sentence(dataset: string, values: readonly WidthPoint[], axis: string): string {
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) return `${dataset}: too few clusters for an interval.`;
  const points = (half: number) => `±${(100 * half).toFixed(1)} points`;
  return `${dataset}: from ${points(first.half)} with ${formatCount(first.scenarios)} scenarios to ${points(last.half)} with all ${formatCount(last.scenarios)} (${axis}: ${last.cost.toFixed(2)}).`;
}
