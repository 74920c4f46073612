import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { studyRuntime } from '../../../study/runtime.ts';
import { chooseScenarios } from '../../../study/subjects/choose-subjects.ts';
import { keepReview, refusedSets, reviewFile, type Twins, twinsFor } from '../../../study/validity/twins.ts';
import { renderText } from '../../../tables/text.ts';
import { type CommandContext, formatCount, printJson, terminalWidth } from '../../command-context.ts';
import { integer, jsonOption, list, positiveInteger, storeOption } from '../../options.ts';
import { withExistingStore } from '../../with-store.ts';

interface TwinsOptions {
  readonly dataset?: readonly string[];
  readonly n?: number;
  readonly seed: number;
  readonly review: string;
  readonly reviewed?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function twinsCommand(context: CommandContext): Command {
  return new Command('twins')
    .description(
      'make scenarios that are alike but for the group, to be judged like others: does the verdict depend on the group?',
    )
    .option(
      '--dataset <names>',
      'datasets, separated by commas (default: all that twins can be made of)',
      list,
    )
    .option('--n <n>', 'how many sets of twins of each dataset (default: all)', positiveInteger)
    .option('--seed <n>', 'the same seed makes the same twins', integer, 0)
    .option('--review <file>', 'where every set is listed for review, as CSV', 'twins.csv')
    .option('--reviewed <file>', 'a reviewed list: sets with "no" in its column "keep" are left out')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: TwinsOptions) => twins(context, options));
}

async function twins(context: CommandContext, options: TwinsOptions): Promise<void> {
  const { dataset: datasets, n: size, seed, reviewed } = options;
  const refused = reviewed === undefined ? undefined : await refusedSets(resolve(reviewed));
  await keepReview(resolve(options.review), reviewed === undefined ? undefined : resolve(reviewed));
  const runtime = studyRuntime(await context.extensions());
  const made = await withExistingStore(options.store, 'hvsb twins', async (store) => {
    if (datasets !== undefined) await chooseScenarios(runtime, store, { datasets });
    return twinsFor({ store, datasets, size, seed, refused });
  });
  await writeFile(resolve(options.review), reviewFile(made.sets));
  if (options.json === true) return printJson(context, { seed, review: options.review, datasets: made.made });
  context.stdout.write(`${renderText(table(made, options.review), terminalWidth(context))}\n`);
}

function table({ made, sets }: Twins, review: string) {
  const right = 'right' as const;
  const stored = made.filter(({ sets: count }) => count > 0).map(({ twins: name }) => name);
  return {
    title: 'Twins',
    columns: [
      { label: 'stored as' },
      { label: 'category' },
      { label: 'sets', align: right },
      { label: 'rejected by a rule', align: right },
    ],
    rows: made.flatMap(({ dataset, twins: name }) => {
      const own = Map.groupBy(
        sets.filter((set) => set.dataset === dataset),
        ({ category }) => category,
      );
      const count = (rows: Twins['sets'], state: string) =>
        formatCount(rows.filter((row) => row.state === state).length);
      return [...own].map(([category, rows]) => [
        name,
        category,
        count(rows, 'made'),
        count(rows, 'rejected'),
      ]);
    }),
    notes: [
      `${review} lists every set with its texts, and why a rule rejected it. Put "no" into its column "keep" where a twin makes no sense, then: hvsb twins --reviewed ${review}`,
      ...(stored.length === 0
        ? []
        : [`Judge them with: hvsb judge --dataset ${stored.join(',')} --model PROVIDER:MODEL`]),
    ],
  };
}
