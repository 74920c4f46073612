import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinetuningRow } from '../../core/finetuning.ts';
import { UsageError } from '../../errors/errors.ts';
import { parseJson } from '../../lm/checkpoint/checkpoint-files.ts';
import { parseModelConfig } from '../../lm/checkpoint/read-model-config.ts';
import { finetune } from '../../lm/finetuning/finetune.ts';
import type {
  FinetuningPlan,
  FinetuningRequest,
  FinetuningResult,
  FinetuningStart,
} from '../../lm/finetuning/finetuning-request.ts';
import { type ModelCardFacts, modelCard } from '../../lm/finetuning/model-card.ts';
import { type CommandContext, exitCodes } from '../command-context.ts';
import type { FinetuneOptions } from '../commands/finetune.ts';
import { TrainingDisplay } from '../displays.ts';
import { formatCount } from '../format.ts';
import { baseFolder } from './prepare.ts';

export interface FinetuneStep
  extends Pick<FinetuningRequest, 'start' | 'out' | 'options'>,
    Pick<ModelCardFacts, 'task' | 'data' | 'prompts'> {
  readonly rows: readonly FinetuningRow[];
  /** What the user named as the model to start from. */
  readonly startName: string;
}

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Fine-tunes a model while showing where it stands, and writes its card. Ctrl-C once saves what is learned and stops.
 * @throws UsageError where the folder holds a model already
 */
export async function finetuneStep(context: CommandContext, step: FinetuneStep): Promise<FinetuningResult> {
  const { start, out, options, rows, startName, task, data, prompts } = step;
  refuseOtherModel(out);
  const stopping = new AbortController();
  const display = new TrainingDisplay(context.stderr);
  const stop = () => {
    // A second Ctrl-C does not wait.
    if (stopping.signal.aborted) process.exit(exitCodes.findings);
    context.interrupted = true;
    stopping.abort();
    display.note('Stopping: saving what is learned after this step. Once more to stop at once.');
  };
  // Not `once`: what restores the cursor ends the program at a signal that nobody else listens to any more.
  for (const signal of stopSignals) process.on(signal, stop);
  try {
    const result = await finetune({
      start,
      rows,
      options,
      out,
      signal: stopping.signal,
      onPlan: (plan) => display.note(describe(plan)),
      onProgress: (progress) => display.show(progress),
    });
    if (result.kind === 'finished') {
      const from = { kind: start.kind, name: startName };
      const card = modelCard({ start: from, task, data, prompts, options, result });
      await writeFile(join(out, 'README.md'), card);
    }
    return result;
  } finally {
    display.end();
    for (const signal of stopSignals) process.off(signal, stop);
  }
}

/** A folder with the state of an interrupted run is gone on with; one with a finished model is left alone. */
function refuseOtherModel(out: string): void {
  if (!existsSync(join(out, 'config.json')) || existsSync(join(out, '.training'))) return;
  throw new UsageError('The folder already contains a model.', {
    where: out,
    expected: 'a new folder, an empty one, or one with an interrupted run',
    advice: 'Choose another --out, or remove the folder.',
  });
}

function describe(plan: FinetuningPlan): string {
  const { trainingRows, validationRows, steps, parameters, trainedParameters, tooLong } = plan;
  const parts = [
    `${formatCount(trainingRows)} training rows, ${formatCount(validationRows)} validation rows`,
    ...(tooLong.length === 0 ? [] : [`${formatCount(tooLong.length)} too long and left out`]),
    `${formatCount(parameters)} parameters${trainedParameters === parameters ? '' : `, ${formatCount(trainedParameters)} trained in addition`}`,
    `${formatCount(steps)} steps`,
  ];
  return parts.join(' · ');
}

/** What training starts from, by `--from` or `--scratch`. @throws CheckpointError where a shape cannot be read */
export async function finetuningStart({
  from,
  scratch,
}: {
  readonly from?: string;
  readonly scratch?: string;
}): Promise<FinetuningStart> {
  if (scratch === undefined) return { kind: 'checkpoint', folder: baseFolder(from ?? '') };
  const text = await readFile(scratch, 'utf8').catch((cause: unknown) => {
    throw new UsageError("The file of the model's shape cannot be read.", {
      where: scratch,
      expected: 'a config.json as on the Hugging Face hub',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  });
  return { kind: 'scratch', config: parseModelConfig(parseJson(text, scratch), scratch), where: scratch };
}

const forStore = [
  'store',
  'dataset',
  'form',
  'category',
  'variant',
  'sample',
  'explainer',
  'attack',
  'minAgreeability',
] as const;
const forExplanations = ['explainer', 'attack', 'minAgreeability'] as const;

/** @throws UsageError where options contradict each other, or one would do nothing */
export function checkFinetuneOptions(options: FinetuneOptions): void {
  const { from, scratch, epochs, steps, lora, data, task, skipInvalid } = options;
  if ((from === undefined) === (scratch === undefined)) {
    throw new UsageError('Give exactly one of --from and --scratch.', {
      expected: '--from CHECKPOINT for a pretrained model, or --scratch CONFIG for random weights',
      found: from === undefined ? 'neither' : 'both',
    });
  }
  if (epochs !== undefined && steps !== undefined) {
    throw new UsageError('Give at most one of --epochs and --steps.', {
      expected: '--epochs or --steps',
      found: 'both',
    });
  }
  if (scratch !== undefined && lora > 0) {
    throw new UsageError('--lora needs a pretrained model.', {
      where: `--lora ${lora}`,
      advice: 'Leave --lora out, or start --from a checkpoint.',
    });
  }
  if (data === 'store' && skipInvalid === true) {
    throw new UsageError('--skip-invalid needs a file of rows.', {
      where: '--skip-invalid',
      advice: 'Leave it out.',
    });
  }
  const idle = data === 'store' ? (task === 'judge' ? forExplanations : []) : forStore;
  const given = idle.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new UsageError('The option has no effect here.', {
    where: `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: data === 'store' ? '--task explain, whose rows are explanations' : '--data store',
    found:
      data === 'store' ? '--task judge, whose rows are scenarios with their gold label' : `--data ${data}`,
  });
}
