import { Command } from 'commander';
import { contaminationMeasure } from '../../../measures/contamination/index.ts';
import { measureStudy } from '../../../study/measure-study.ts';
import { modelChoices } from '../../../study/runtime.ts';
import { requireTexts, scoredTexts, scoreTexts } from '../../../study/validity/text-scores.ts';
import { type CommandContext, exitCodes, formatCount, printJson } from '../../command-context.ts';
import { commandRuntime } from '../../command-runtime.ts';
import {
  addCallOptions,
  type CallFlags,
  callOptions,
  integer,
  jsonOption,
  list,
  positiveInteger,
  share,
  storeOption,
} from '../../options.ts';
import { printMetrics } from '../../print-metrics.ts';
import { textScoreLine } from '../../summaries.ts';
import { withExistingStore, withReadableStore } from '../../with-store.ts';

interface ContaminationOptions extends CallFlags {
  readonly model: readonly string[];
  readonly dataset?: readonly string[];
  readonly n?: number;
  readonly seed: number;
  readonly share: number;
  readonly store?: string;
  readonly json?: boolean;
}

export function contaminationCommand(context: CommandContext): Command {
  const command = new Command('contamination')
    .description(
      'how likely published texts are to models, next to the same with names swapped (needs "hvsb twins" first)',
    )
    .requiredOption('--model <names>', 'provider:model, separated by commas', list)
    .option('--dataset <names>', 'datasets whose twins are used (default: all)', list)
    .option('--n <n>', 'how many sets of twins of each dataset (default: all)', positiveInteger)
    .option('--seed <n>', 'the same seed takes the same sets', integer, 0)
    .option('--share <share>', 'of the tokens, the least likely: 0.2 for Min-20%', share, 0.2)
    .addOption(storeOption())
    .addOption(jsonOption());
  return addCallOptions(command).action((options: ContaminationOptions) => contamination(context, options));
}

async function contamination(context: CommandContext, options: ContaminationOptions): Promise<void> {
  const { model, dataset: datasets, n: size, seed, share: least } = options;
  const runtime = await commandRuntime(context);
  if (options.dryRun === true) {
    return withReadableStore(options.store, async (store) => {
      const texts = requireTexts(await scoredTexts({ store, datasets, size, seed }));
      context.stdout.write(`Plan: ${formatCount(texts.length)} texts for each of ${model.length} models.\n`);
    });
  }
  const models = modelChoices(model, callOptions(options, runtime.providers));
  await withExistingStore(options.store, 'hvsb contamination', async (store) => {
    const summaries = await scoreTexts(runtime, { store, models, datasets, size, seed, share: least });
    const measured = await measureStudy(null, { store, registry: [contaminationMeasure] });
    if (options.json === true) {
      printJson(context, {
        models: summaries,
        measured: contaminationMeasure.json(resultIn(measured)).contamination,
      });
    } else {
      for (const summary of summaries) context.stderr.write(`${textScoreLine(summary)}\n`);
      printMetrics(context, { ...measured, notes: [] }, 'text', [contaminationMeasure]);
    }
    if (summaries.some(({ problem }) => problem !== null)) context.exitCode = exitCodes.findings;
  });
}

function resultIn({ results }: Awaited<ReturnType<typeof measureStudy>>) {
  return (results[contaminationMeasure.id] ?? null) as Parameters<typeof contaminationMeasure.json>[0];
}
