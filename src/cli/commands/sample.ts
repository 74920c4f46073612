import { Command } from 'commander';
import { UsageError } from '../../errors/errors.ts';
import { peopleSample } from '../../measures/inputs/people-judgments.ts';
import { type SampledStratum, sampleScenarios, stratifiableFields } from '../../stages/sample.ts';
import { studyRuntime } from '../../study/runtime.ts';
import { chooseScenarios, stratifyFields } from '../../study/subjects/choose-subjects.ts';
import { type ModelWidths, type PeopleSample, samplePeople } from '../../study/validity/people-sample.ts';
import { renderText } from '../../tables/text.ts';
import { type CommandContext, formatCount, printJson, terminalWidth } from '../command-context.ts';
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
import { forPeople } from '../summaries.ts';
import { withExistingStore } from '../with-store.ts';

interface SampleOptions extends Omit<ScenarioOptions, 'sample'> {
  readonly n?: number;
  readonly forPeople?: number;
  readonly seed: number;
  readonly stratify?: readonly string[];
  readonly name?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function sampleCommand(context: CommandContext): Command {
  const command = new Command('sample')
    .description('mark a reproducible subset that "--sample NAME" of other commands restricts itself to')
    .option('--n <n>', 'how many scenarios', positiveInteger)
    .option(
      '--for-people <n>',
      'how many scenarios people will judge: those that narrow the interval most, of what models judged',
      positiveInteger,
    )
    .option('--seed <n>', 'the same seed takes the same scenarios', integer, 0)
    .option('--stratify <fields>', `keep the shares of: ${stratifiableFields.join(', ')}`, list)
    .option('--name <name>', 'name of the sample (default: "sample"; for people "people")')
    .addOption(storeOption())
    .addOption(jsonOption());
  return addScenarioOptions(command, { sample: false }).action((options: SampleOptions) =>
    sample(context, options),
  );
}

async function sample(context: CommandContext, options: SampleOptions): Promise<void> {
  const { n, name = 'sample' } = options;
  if (options.forPeople !== undefined) return sampleForPeople(context, options, options.forPeople);
  if (n === undefined) throw nothingAsked();
  const runtime = studyRuntime(await context.extensions());
  const stratify = stratifyFields(options.stratify ?? ['category', 'variant']);
  const strata = await withExistingStore(options.store, 'hvsb sample', async (store) => {
    const filter = scenarioFilter(options);
    await chooseScenarios(runtime, store, filter);
    return sampleScenarios({
      store,
      filter,
      name,
      size: n,
      seed: options.seed,
      stratify,
    });
  });
  const size = strata.reduce((sum, stratum) => sum + stratum.taken, 0);
  if (options.json === true) return printJson(context, { name, seed: options.seed, stratify, size, strata });
  printSample(context, name, size, strata);
}

function nothingAsked(): UsageError {
  return new UsageError('It is not said how many scenarios the sample has.', {
    expected: '--n or --for-people',
    advice: 'For example: hvsb sample --n 200 --name pilot.',
  });
}

/** @throws UsageError for a name by which measures would not know it. */
async function sampleForPeople(context: CommandContext, options: SampleOptions, size: number): Promise<void> {
  const { name = peopleSample, seed } = options;
  if (!name.startsWith(peopleSample)) {
    throw new UsageError('The sample that people judge has another name.', {
      expected: `a name that begins with "${peopleSample}": by it measures know that it was drawn at random`,
      found: name,
    });
  }
  const drawn = await withExistingStore(options.store, 'hvsb sample', (store) =>
    samplePeople({ store, size, seed, name, filter: scenarioFilter(options) }),
  );
  if (options.json === true) return printJson(context, { ...drawn, seed });
  context.stdout.write(`${renderText(peopleTable(drawn), terminalWidth(context))}\n`);
}

function peopleTable(drawn: PeopleSample) {
  const right = 'right' as const;
  const points = (width: number | null) => (width === null ? '—' : `±${(100 * width).toFixed(1)}`);
  const gain = ({ random, predicted }: ModelWidths) =>
    random === null || predicted === null ? '—' : `${Math.round(100 * (1 - predicted / random))}%`;
  const agreement = `${Math.round(100 * drawn.labelAgreement)}%`;
  return {
    title: `Sample "${drawn.name}": ${formatCount(drawn.size)} scenarios for people`,
    lead: 'Expected half width, in points, of the interval of how often a model differs from most people.',
    columns: [
      { label: 'model' },
      { label: 'at random, people alone', align: right },
      { label: 'this sample, people alone', align: right },
      { label: 'this sample, with labels (PPI++)', align: right },
      { label: 'narrower by', align: right },
    ],
    rows: drawn.models.map((entry) => [
      entry.model,
      points(entry.random),
      points(entry.spread),
      points(entry.predicted),
      gain(entry),
    ]),
    notes: [
      `Of ${formatCount(drawn.available)} scenarios in ${formatCount(drawn.availableClusters)} clusters that models judged, from ${formatCount(drawn.clusters)} clusters.`,
      drawn.assumed
        ? `Assumed that people say what the label says on ${agreement} of the scenarios: nobody has judged enough yet.`
        : `People who judged so far say what the label says on ${agreement} of the scenarios.`,
      'People judge it on a page: hvsb rate --what scenarios',
      forPeople(drawn.name),
      'Then import what people said, columns id, person and verdict: hvsb import judgments FILE --by-people',
    ],
  };
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
  context.stdout.write(`${renderText(table, terminalWidth(context))}\n`);
}
