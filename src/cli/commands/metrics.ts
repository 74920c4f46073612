import { Command } from 'commander';
import { measureStudy } from '../../study/measure-study.ts';
import { withOwnMeasures } from '../../study/own-measures.ts';
import type { CommandContext } from '../command-context.ts';
import {
  addScenarioOptions,
  jsonOption,
  list,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../options.ts';
import { type MetricsFormat, printMetrics } from '../print-metrics.ts';
import { withReadableStore } from '../with-store.ts';

interface MetricsOptions extends ScenarioOptions {
  readonly model?: readonly string[];
  readonly attack?: readonly string[];
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly md?: boolean;
  readonly store?: string;
}

export function metricsCommand(context: CommandContext): Command {
  const command = new Command('metrics')
    .description(
      'all measures of what is stored: judgments, explanations, what models and people made of them',
    )
    .option('--model <names>', 'only these models', list)
    .option('--attack <names>', 'only these attacks', list)
    .addOption(jsonOption().conflicts(['csv', 'md']))
    .option('--csv', 'print the tables as CSV')
    .option('--md', 'print the tables as Markdown')
    .addOption(storeOption());
  return addScenarioOptions(command).action((options: MetricsOptions) => metrics(context, options));
}

async function metrics(context: CommandContext, options: MetricsOptions): Promise<void> {
  const scenarios = scenarioFilter(options);
  const selection = {
    judgments: {
      ...scenarios,
      ...(options.model === undefined ? {} : { models: options.model }),
      ...(options.attack === undefined ? {} : { attacks: options.attack }),
    },
    explanations: {
      ...scenarios,
      ...(options.model === undefined ? {} : { explainers: options.model, raters: options.model }),
    },
  };
  const { datasets, measures } = await context.extensions();
  const registry = withOwnMeasures(measures);
  const measured = await withReadableStore(options.store, (store) =>
    measureStudy(null, { store, selection, datasets, registry }),
  );
  printMetrics(context, measured, format(options), registry);
}

function format(options: MetricsOptions): MetricsFormat {
  if (options.json === true) return 'json';
  if (options.csv === true) return 'csv';
  return options.md === true ? 'markdown' : 'text';
}
