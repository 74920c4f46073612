import { Command } from 'commander';
import { type SampledStratum, sampleScenarios, stratifiableFields } from '../../stages/sample.ts';
import { studyRuntime } from '../../study/runtime.ts';
import { chooseScenarios, stratifyFields } from '../../study/subjects/choose-subjects.ts';
import { renderText } from '../../tables/text.ts';
import { type CommandContext, formatCount, printJson } from '../command-context.ts';
import {
  addScenarioOptions,
  integer,
  jsonOption,
  list,
  positiveInteger,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../options.ts';
import { withExistingStore } from '../with-store.ts';

interface SampleOptions extends Omit<ScenarioOptions, 'sample'> {
  readonly n: number;
  readonly seed: number;
  readonly stratify?: readonly string[];
  readonly name: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function sampleCommand(context: CommandContext): Command {
  const command = new Command('sample')
    .description('mark a reproducible subset that "--sample NAME" of other commands restricts itself to')
    .requiredOption('--n <n>', 'how many scenarios', positiveInteger)
    .option('--seed <n>', 'the same seed takes the same scenarios', integer, 0)
    .option('--stratify <fields>', `keep the shares of: ${stratifiableFields.join(', ')}`, list)
    .option('--name <name>', 'name of the sample', 'sample')
    .addOption(storeOption())
    .addOption(jsonOption());
  return addScenarioOptions(command, { sample: false }).action((options: SampleOptions) =>
    sample(context, options),
  );
}

async function sample(context: CommandContext, options: SampleOptions): Promise<void> {
  const runtime = studyRuntime(await context.extensions());
  const stratify = stratifyFields(options.stratify ?? ['category', 'variant']);
  const strata = await withExistingStore(options.store, 'hvsb sample', async (store) => {
    const filter = scenarioFilter(options);
    await chooseScenarios(runtime, store, filter);
    return sampleScenarios({
      store,
      filter,
      name: options.name,
      size: options.n,
      seed: options.seed,
      stratify,
    });
  });
  const size = strata.reduce((sum, stratum) => sum + stratum.taken, 0);
  if (options.json === true)
    return printJson(context, { name: options.name, seed: options.seed, stratify, size, strata });
  printSample(context, options.name, size, strata);
}

function printSample(
  context: CommandContext,
  name: string,
  size: number,
  strata: readonly SampledStratum[],
): void {
  const table = {
    title: `Sample "${name}": ${formatCount(size)} scenarios`,
    columns: [
      { label: 'stratum' },
      { label: 'available', align: 'right' as const },
      { label: 'taken', align: 'right' as const },
    ],
    rows: strata.map(({ stratum, available, taken }) => [
      stratum,
      formatCount(available),
      formatCount(taken),
    ]),
    notes: [`Use it with "--sample ${name}".`],
  };
  context.stdout.write(`${renderText(table, context.stdout.columns ?? 100)}\n`);
}
