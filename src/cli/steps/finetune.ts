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
  throw new UsageError('the folder holds a model already', {
    where: out,
    expected: 'a new folder, an empty one, or one with an interrupted run',
    advice: 'Choose another --out, or remove the folder.',
  });
}

function describe(plan: FinetuningPlan): string {
  const { trainingRows, validationRows, steps, parameters, trainedParameters, tooLong } = plan;
  const parts = [
    `${formatCount(trainingRows)} rows to learn from, ${formatCount(validationRows)} for validation`,
    ...(tooLong.length === 0 ? [] : [`${formatCount(tooLong.length)} too long and left out`]),
    `${formatCount(parameters)} parameters${trainedParameters === parameters ? '' : `, ${formatCount(trainedParameters)} trained beside them`}`,
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
    throw new UsageError('the file of the shape cannot be read', {
      where: scratch,
      expected: 'a config.json as the Hugging Face hub has it',
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
    throw new UsageError('it has to be said once what training starts from', {
      expected: '--from CHECKPOINT, or --scratch CONFIG for random weights',
      found: from === undefined ? 'neither' : 'both',
    });
  }
  if (epochs !== undefined && steps !== undefined) {
    throw new UsageError('it has to be said once how long to train', {
      expected: '--epochs or --steps',
      found: 'both',
    });
  }
  if (scratch !== undefined && lora > 0) {
    throw new UsageError('low-rank pairs beside random weights learn nothing of use', {
      where: `--lora ${lora}`,
      advice: 'Leave --lora out, or start --from a checkpoint.',
    });
  }
  if (data === 'store' && skipInvalid === true) {
    throw new UsageError('rows of the store are valid', { where: '--skip-invalid', advice: 'Leave it out.' });
  }
  const idle = data === 'store' ? (task === 'judge' ? forExplanations : []) : forStore;
  const given = idle.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new UsageError('an option would do nothing', {
    where: `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: data === 'store' ? '--task explain, whose rows are explanations' : '--data store',
    found:
      data === 'store' ? '--task judge, whose rows are scenarios with their gold label' : `--data ${data}`,
  });
}
