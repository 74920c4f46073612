import { Command, InvalidArgumentError, Option } from 'commander';
import { noAttack } from '../../../core/condition.ts';
import { finetuningTasks } from '../../../core/finetuning.ts';
import {
  defaultFinetuningOptions,
  type FinetuningOptions,
} from '../../../lm/finetuning/finetuning-request.ts';
import type { PromptPack } from '../../../prompts/prompt-pack.ts';
import { finetuningStart } from '../../../study/finetuning/finetune.ts';
import { type FoundRows, fileRows, storeRows } from '../../../study/finetuning/finetuning-rows.ts';
import type { CommandContext } from '../../command-context.ts';
import { commandRuntime, promptPack } from '../../command-runtime.ts';
import {
  addScenarioOptions,
  integer,
  jsonOption,
  list,
  nonNegativeNumber,
  positiveInteger,
  positiveNumber,
  promptsOption,
  scenarioFilter,
  storeOption,
} from '../../options.ts';
import { finishCalls } from '../../summaries.ts';
import { withReadableStore } from '../../with-store.ts';
import {
  checkFinetuneOptions,
  type FinetuneOptions,
  finetuneWithDisplay,
  printFinetuneSummary,
  resultSummary,
} from './finetune-run.ts';

export function finetuneCommand(context: CommandContext): Command {
  const command = new Command('finetune')
    .description('train a small language model on explanations or verdicts, in this program')
    .option('--from <model>', 'checkpoint folder to start from, or builtin:tiny')
    .option('--scratch <config>', 'config.json of a model to start with random weights')
    .requiredOption('--data <file>', 'JSON Lines file of scenario and completion, or "store"')
    .addOption(
      new Option('--task <task>', 'what the model is trained to do')
        .choices(finetuningTasks)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'folder for the new checkpoint');
  addTrainingOptions(command)
    .addOption(promptsOption())
    .option('--skip-invalid', 'count and list invalid rows instead of stopping at the first')
    .addOption(storeOption())
    .option(
      '--explainer <names>',
      'store: explainers whose explanations are used, separated by commas (default: all)',
      list,
    )
    .option('--attack <name>', 'store: explanations written under this attack (default: none)')
    .option(
      '--min-agreeability <share>',
      'store: only explanations with at least this share of agreement',
      share,
    )
    .addOption(jsonOption());
  return addScenarioOptions(command).action((options: FinetuneOptions) => finetune(context, options));
}

function addTrainingOptions(command: Command): Command {
  const { tokensPerBatch, loraRank, seed, validationShare, saveEvery, type } = defaultFinetuningOptions;
  return command
    .option('--epochs <n>', 'passes over all rows (default: 5)', positiveNumber)
    .option('--steps <n>', 'number of batches to train on, instead of --epochs', positiveInteger)
    .option(
      '--learning-rate <rate>',
      'peak learning rate (default: 5e-4; 1e-3 with --lora or --scratch)',
      positiveNumber,
    )
    .option('--batch-tokens <n>', 'tokens per batch', positiveInteger, tokensPerBatch)
    .option(
      '--lora <rank>',
      'train LoRA adapters of this rank instead of all weights; 0: all weights',
      rank,
      loraRank,
    )
    .option('--seed <n>', 'random seed for split, shuffling and initial weights', integer, seed)
    .option(
      '--validation-share <share>',
      'share of the rows that is used for validation only',
      shareBelowOne,
      validationShare,
    )
    .option('--patience <n>', 'stop after this many epochs without a better validation loss', positiveInteger)
    .option('--save-every <n>', 'steps between two saved states', positiveInteger, saveEvery)
    .addOption(
      new Option('--type <type>', 'data type of the saved weights').choices(['F16', 'F32']).default(type),
    );
}

async function finetune(context: CommandContext, options: FinetuneOptions): Promise<void> {
  checkFinetuneOptions(options);
  const startedAt = performance.now();
  const { task, data, out } = options;
  const prompts = await promptPack(context, options.prompts);
  const start = await finetuningStart(options);
  const found = await rowsOf(context, options, prompts);
  const startName = options.from ?? options.scratch ?? '';
  const result = await finetuneWithDisplay(context, {
    start,
    startName,
    rows: found.rows,
    options: trainingOptions(options),
    out,
    task,
    data,
    prompts: `${prompts.name}@${prompts.version}`,
  });
  const { skipped, disagreedWith, unread } = found;
  const seconds = (performance.now() - startedAt) / 1000;
  const about = { out, from: startName, task, data, skipped, disagreedWith, unread, seconds };
  const summary = { ...about, ...resultSummary(result) };
  finishCalls(context, summary, options.json === true, printFinetuneSummary);
}

async function rowsOf(
  context: CommandContext,
  options: FinetuneOptions,
  prompts: PromptPack,
): Promise<FoundRows> {
  const { data: path, task, explainer, attack, minAgreeability } = options;
  if (path !== 'store') return fileRows({ path, task, prompts, skipInvalid: options.skipInvalid === true });
  const runtime = await commandRuntime(context);
  const filter = {
    ...scenarioFilter(options),
    attack: attack ?? noAttack,
    ...(explainer === undefined ? {} : { explainers: explainer }),
  };
  return withReadableStore(options.store, (store) =>
    storeRows(runtime, { store, task, prompts, filter, minAgreeability: minAgreeability ?? null }),
  );
}

function trainingOptions(options: FinetuneOptions): FinetuningOptions {
  const { epochs, steps, learningRate, batchTokens, lora, patience, seed, validationShare, saveEvery, type } =
    options;
  const length = epochs === undefined ? defaultFinetuningOptions.length : { epochs };
  return {
    length: steps === undefined ? length : { steps },
    learningRate: learningRate ?? null,
    tokensPerBatch: batchTokens,
    loraRank: lora,
    seed,
    validationShare,
    patience: patience ?? null,
    saveEvery,
    type,
  };
}

function rank(value: string): number {
  return value === '0' ? 0 : positiveInteger(value);
}

function share(value: string): number {
  const number = nonNegativeNumber(value);
  if (number > 1) throw new InvalidArgumentError('It has to be from 0 to 1.');
  return number;
}

function shareBelowOne(value: string): number {
  const number = share(value);
  if (number === 1) throw new InvalidArgumentError('It has to be below 1.');
  return number;
}
