import { Command, InvalidArgumentError, Option } from 'commander';
import { noAttack } from '../../../core/condition.ts';
import { finetuningTasks } from '../../../core/finetuning.ts';
import { UsageError } from '../../../errors/errors.ts';
import {
  defaultFinetuningOptions,
  type FinetuningOptions,
} from '../../../lm/finetuning/finetuning-request.ts';
import type { PromptPack } from '../../../prompts/prompt-pack.ts';
import { externalEngines } from '../../../study/finetuning/external/external-training.ts';
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
import { checkEngineOptions, externalOptions } from './engine-options.ts';
import { finetuneOutside } from './external-finetune.ts';
import {
  checkFinetuneOptions,
  type FinetuneOptions,
  finetuneWithDisplay,
  printFinetuneSummary,
  resultSummary,
} from './finetune-run.ts';

export function finetuneCommand(context: CommandContext): Command {
  const command = new Command('finetune')
    .description(
      'train a language model on explanations or verdicts: a small one here, larger ones with --engine',
    )
    .option(
      '--from <model>',
      'checkpoint folder to start from, or builtin:tiny; with --engine a model of the hub or of the provider',
    )
    .option('--scratch <config>', 'config.json of a model to start with random weights')
    .requiredOption('--data <file>', 'JSON Lines file of scenario and completion, or "store"')
    .addOption(
      new Option('--task <task>', 'what the model is trained to do')
        .choices(finetuningTasks)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'folder for the new checkpoint');
  addEngineOptions(addTrainingOptions(command))
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
  return addScenarioOptions(command).action((options: FinetuneOptions, own: Command) =>
    options.engine === 'builtin' ? finetune(context, options) : finetuneElsewhere(context, options, own),
  );
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

function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--engine <engine>',
        'what trains: this program, Hugging Face TRL on a GPU, or a provider; those with one epoch, rate 3e-4, LoRA rank 64 and seed 42 by default',
      )
        .choices(['builtin', ...externalEngines])
        .default('builtin'),
    )
    .option('--qlora', 'trl: hold the weights in four bits, for larger models on one GPU')
    .option('--lora-alpha <n>', 'trl, together: scale of the adapters (default: 16)', positiveInteger)
    .option('--python <program>', 'trl: Python with torch, trl and peft (default: HVSB_PYTHON, else python3)')
    .option(
      '--batch-size <n>',
      'trl: rows on the device at once; four such batches are a step (default: 4)',
      positiveInteger,
    )
    .option('--max-tokens <n>', 'trl: longest row, in tokens (default: 2048)', positiveInteger)
    .option(
      '--training-price <usd>',
      'openai, together: US dollars per million trained tokens',
      positiveNumber,
    )
    .option(
      '--budget-usd <amount>',
      'openai, together: a job that may cost more is not started',
      positiveNumber,
    )
    .option('--dry-run', 'openai, together: say what the job would be and cost, and stop');
}

/** Options that only the trainer of this program has. */
const ofThisProgram = ['scratch', 'steps', 'batchTokens', 'patience', 'type'] as const;

async function finetuneElsewhere(
  context: CommandContext,
  options: FinetuneOptions,
  command: Command,
): Promise<void> {
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  checkEngineOptions(options);
  checkFinetuneOptions({ ...options, lora: 0 });
  const idle = ofThisProgram.find(isGiven);
  if (idle !== undefined) {
    throw new UsageError('The option has no effect with this engine.', {
      where: `--${idle.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      expected: '--engine builtin',
      found: `--engine ${options.engine}`,
    });
  }
  const prompts = await promptPack(context, options.prompts);
  const { rows } = await rowsOf(context, options, prompts);
  const { from = '', task, data, out } = options;
  const shared = {
    ...{ epochs: options.epochs, learningRate: options.learningRate },
    ...Object.fromEntries(
      (['lora', 'seed', 'validationShare', 'saveEvery'] as const)
        .filter(isGiven)
        .map((name) => [name, options[name]]),
    ),
  };
  const about = { from, task, data, out, rows, prompts: `${prompts.name}@${prompts.version}` };
  const request = { ...about, options: externalOptions(options, shared) };
  await finetuneOutside(context, request, options, options.json === true);
}

async function finetune(context: CommandContext, options: FinetuneOptions): Promise<void> {
  checkEngineOptions(options);
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
