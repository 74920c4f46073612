import type { FinetuningTask } from '../../../core/finetuning.ts';
import { UsageError } from '../../../errors/errors.ts';
import type { FinetuningPlan, FinetuningResult } from '../../../lm/finetuning/finetuning-request.ts';
import type { ValidationResult } from '../../../lm/training/validation.ts';
import { type FinetuneModelRequest, finetuneModel } from '../../../study/finetuning/finetune.ts';
import type { SkippedItem } from '../../../study/prepare.ts';
import { renderText } from '../../../tables/text.ts';
import { type CommandContext, exitCodes, formatCount, shellWord } from '../../command-context.ts';
import { TrainingDisplay } from '../../displays.ts';
import type { ScenarioOptions } from '../../options.ts';
import { skippedLines } from '../../summaries.ts';
import type { ExternalFlags } from './engine-options.ts';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Runs work that a first Ctrl-C stops gently, and a second one at once. */
export async function onStop<Done>(
  context: CommandContext,
  note: () => void,
  work: (signal: AbortSignal) => Promise<Done>,
): Promise<Done> {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(exitCodes.findings);
    context.interrupted = true;
    stopping.abort();
    note();
  };
  // Not `once`: what restores the cursor ends the program at a signal that nobody else listens to any more.
  for (const signal of stopSignals) process.on(signal, stop);
  try {
    return await work(stopping.signal);
  } finally {
    for (const signal of stopSignals) process.off(signal, stop);
  }
}

/** Fine-tunes a model and shows its progress. Ctrl-C once saves what is learned and stops. */
export async function finetuneWithDisplay(
  context: CommandContext,
  request: Omit<FinetuneModelRequest, 'signal' | 'onPlan' | 'onProgress'>,
): Promise<FinetuningResult> {
  const display = new TrainingDisplay(context.stderr);
  const note = 'Stopping: saving what is learned after this step. Once more to stop at once.';
  try {
    return await onStop(
      context,
      () => display.note(note),
      (signal) =>
        finetuneModel({
          ...request,
          signal,
          onPlan: (plan) => display.note(describePlan(plan)),
          onProgress: (progress) => display.show(progress),
        }),
    );
  } finally {
    display.end();
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
    throw new UsageError('Give exactly one of --from and --scratch.', {
      expected: '--from CHECKPOINT, or --scratch CONFIG for random weights',
      found: from === undefined ? 'neither' : 'both',
    });
  }
  if (epochs !== undefined && steps !== undefined) {
    throw new UsageError('The length of the training is given twice.', {
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
    throw new UsageError('The option has no effect: rows of the store are always valid.', {
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

export interface FinetuneOptions extends ScenarioOptions, ExternalFlags {
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

/** What `hvsb finetune --json` prints. */
export interface FinetuneSummary extends FinetuningPlan {
  /** Folder of the new model. */
  readonly out: string;
  readonly from: string;
  readonly task: FinetuningTask;
  readonly data: string;
  /** Invalid rows of the file. */
  readonly skipped: readonly SkippedItem[];
  /** Explanations of the store that were left out, see `storedFinetuningRows`. */
  readonly disagreedWith: number;
  readonly unread: number;
  readonly stepsDone: number;
  /** This and the next two are null or empty if the run was interrupted. */
  readonly stoppedEarly: boolean | null;
  readonly writtenStep: number | null;
  readonly validations: readonly ValidationResult[];
  readonly seconds: number;
  /** True if the run was interrupted: there is no model yet. */
  readonly partial: boolean;
}

/** The part of the summary that follows from the result of the run. */
export function resultSummary(
  result: FinetuningResult,
): Pick<FinetuneSummary, 'stepsDone' | 'stoppedEarly' | 'writtenStep' | 'validations' | 'partial'> &
  FinetuningPlan {
  const { plan, stepsDone } = result;
  if (result.kind === 'interrupted')
    return { ...plan, stepsDone, stoppedEarly: null, writtenStep: null, validations: [], partial: true };
  const { stoppedEarly, writtenStep, validations } = result;
  return { ...plan, stepsDone, stoppedEarly, writtenStep, validations, partial: false };
}

const listed = 20;

/** Prints the losses, where the model is, how to use it, and what was left out. */
export function printFinetuneSummary(context: CommandContext, summary: FinetuneSummary): void {
  const right = 'right' as const;
  const { trainingRows, validationRows, stepsDone, steps, validations, out } = summary;
  const first = validations[0];
  const written = validations.find(({ step }) => step === summary.writtenStep);
  const table = {
    title: summary.partial ? `Stopped: ${out}` : `Fine-tuned: ${out}`,
    columns: [
      { label: 'rows', align: right },
      { label: 'validation rows', align: right },
      { label: 'steps', align: right },
      { label: 'first validation loss', align: right },
      { label: 'validation loss', align: right },
    ],
    rows: [
      [
        formatCount(trainingRows),
        formatCount(validationRows),
        `${formatCount(stepsDone)}/${formatCount(steps)}`,
        first?.validationLoss.toFixed(3) ?? '–',
        written?.validationLoss.toFixed(3) ?? '–',
      ],
    ],
    notes: [...leftOut(summary), next(summary)],
  };
  context.stdout.write(`${renderText(table, context.stdout.columns ?? 100)}\n`);
}

function leftOut({ skipped, tooLong, disagreedWith, unread }: FinetuneSummary): string[] {
  const more = tooLong.length - listed;
  return [
    ...skippedLines(skipped),
    ...tooLong
      .slice(0, listed)
      .map(({ where, tokens }) => `${where}: too long: ${formatCount(tokens)} tokens`),
    ...(more > 0 ? [`and ${formatCount(more)} more that are too long; --json lists them`] : []),
    ...(disagreedWith > 0
      ? [`${formatCount(disagreedWith)} explanations left out: too few raters agree.`]
      : []),
    ...(unread > 0 ? [`${formatCount(unread)} explanations left out: no rater has judged them.`] : []),
  ];
}

function next({ partial, stepsDone, steps, stoppedEarly, writtenStep, out, task }: FinetuneSummary): string {
  if (partial)
    return `Stopped after ${formatCount(stepsDone)} of ${formatCount(steps)} steps; the same command continues from there.`;
  const best =
    writtenStep === stepsDone
      ? ''
      : `Weights of step ${formatCount(writtenStep ?? stepsDone)}, where the validation loss was lowest. `;
  const early = stoppedEarly === true ? 'Stopped early: the validation loss no longer improved. ' : '';
  return `${early}${best}Use it with "hvsb ${task} --model ${shellWord(`checkpoint:${out}`)}".`;
}

/** What is about to be learned, in a line. */
export function describePlan(plan: FinetuningPlan): string {
  const { trainingRows, validationRows, steps, parameters, trainedParameters, tooLong } = plan;
  const parts = [
    `${formatCount(trainingRows)} training rows, ${formatCount(validationRows)} validation rows`,
    ...(tooLong.length === 0 ? [] : [`${formatCount(tooLong.length)} too long and left out`]),
    `${formatCount(parameters)} parameters${trainedParameters === parameters ? '' : `, ${formatCount(trainedParameters)} trained in addition`}`,
    `${formatCount(steps)} steps`,
  ];
  return parts.join(' · ');
}
