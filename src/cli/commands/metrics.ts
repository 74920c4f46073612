import { Command } from 'commander';
import { withOwnMeasures } from '../../study/extensions/own-measures.ts';
import { loadStudy } from '../../study/file/load-study.ts';
import { measureStudy } from '../../study/measure-study.ts';
import type { CommandContext } from '../command-context.ts';
import {
  addScenarioOptions,
  conditionOption,
  jsonOption,
  list,
  marginOption,
  packOption,
  type ScenarioOptions,
  storeOption,
  wordingsOption,
} from '../options.ts';
import {
  type MetricsFormat,
  onlyMeasures,
  printCsvTable,
  printMetrics,
  writeCsvTables,
} from '../print-metrics.ts';
import { withReadableStore } from '../with-store.ts';
import { selectionOf } from './report.ts';

interface MetricsOptions extends ScenarioOptions {
  readonly study?: string;
  readonly model?: readonly string[];
  readonly attack?: readonly string[];
  readonly json?: boolean;
  /** True without a folder. */
  readonly csv?: boolean | string;
  readonly md?: boolean;
  readonly all?: boolean;
  readonly only?: readonly string[];
  readonly pack?: string;
  readonly condition?: readonly number[];
  readonly margin?: number;
  readonly wordings?: number;
  readonly store?: string;
}

export function metricsCommand(context: CommandContext): Command {
  const command = new Command('metrics')
    .description(
      'what the models judged, on one screen: rates with intervals, what attacks change, how sure that is',
    )
    .option('--all', 'print every table, of explanations and of what people made of them, too')
    .option(
      '--only <ids>',
      'print the tables of these measures, for example misalignment,attack-success',
      list,
    )
    .option('--study <file>', 'study file whose selection and store it takes (default: all of --store)')
    .option('--model <names>', 'only these models', list)
    .option('--attack <names>', 'only these attacks', list)
    .addOption(packOption())
    .addOption(conditionOption())
    .addOption(wordingsOption())
    .addOption(marginOption())
    .addOption(jsonOption().conflicts(['csv', 'md']))
    .option('--csv [folder]', 'write each table as CSV into a folder; without one, print the one of --only')
    .option('--md', 'print every table as Markdown')
    .addOption(storeOption());
  return addScenarioOptions(command).action((options: MetricsOptions) => metrics(context, options));
}

async function metrics(context: CommandContext, options: MetricsOptions): Promise<void> {
  const study = options.study === undefined ? null : await loadStudy(options.study);
  const selection = await selectionOf(options, study);
  const { datasets, measures } = await context.extensions();
  const registry = withOwnMeasures(measures);
  const shown = onlyMeasures(registry, options.only);
  const measured = await withReadableStore(options.store ?? study?.store, (store) =>
    measureStudy(study, { store, selection, datasets, registry, rateMargin: options.margin }),
  );
  if (typeof options.csv === 'string') return writeCsvTables(context, options.csv, measured, shown);
  if (options.csv === true) printCsvTable(context, measured, shown);
  else printMetrics(context, measured, format(options), shown);
}

function format({ json, md, all, only }: MetricsOptions): MetricsFormat {
  if (json === true) return 'json';
  if (md === true) return 'markdown';
  return all === true || only !== undefined ? 'text' : 'summary';
}
