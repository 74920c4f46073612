import type { FinetuningTask } from '../../../core/finetuning.ts';
import { UsageError } from '../../../errors/errors.ts';
import type { FinetuningResult } from '../../../lm/finetuning/finetuning-request.ts';
import { type FinetuneModelRequest, finetuneModel } from '../../../study/finetuning/finetune.ts';
import { type CommandContext, exitCodes } from '../../command-context.ts';
import { TrainingDisplay } from '../../displays.ts';
import type { ScenarioOptions } from '../../options.ts';
import { describePlan } from './finetune-summary.ts';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Fine-tunes a model while showing where it stands. Ctrl-C once saves what is learned and stops. */
export async function finetuneWithDisplay(
  context: CommandContext,
  request: Omit<FinetuneModelRequest, 'signal' | 'onPlan' | 'onProgress'>,
): Promise<FinetuningResult> {
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
    return await finetuneModel({
      ...request,
      signal: stopping.signal,
      onPlan: (plan) => display.note(describePlan(plan)),
      onProgress: (progress) => display.show(progress),
    });
  } finally {
    display.end();
    for (const signal of stopSignals) process.off(signal, stop);
  }
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
    throw new UsageError('Give exactly one of --from and --scratch', {
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
    throw new UsageError('--lora needs a pretrained model', {
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

export interface FinetuneOptions extends ScenarioOptions {
  readonly from?: string;
  readonly scratch?: string;
  readonly data: string;
  readonly task: FinetuningTask;
  readonly out: string;
  readonly explainer?: readonly string[];
  readonly attack?: string;
  readonly minAgreeability?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly learningRate?: number;
  readonly batchTokens: number;
  readonly lora: number;
  readonly seed: number;
  readonly validationShare: number;
  readonly patience?: number;
  readonly saveEvery: number;
  readonly type: 'F16' | 'F32';
  readonly prompts?: string;
  readonly skipInvalid?: boolean;
  readonly store?: string;
  readonly json?: boolean;
}
