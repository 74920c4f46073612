import type { FinetuningTask } from '../core/finetuning.ts';
import type { FinetuningPlan, FinetuningResult } from '../lm/finetuning/finetuning-result.ts';
import type { ValidationLook } from '../lm/training/validation-look.ts';
import type { SkippedItem } from '../study/prepare.ts';
import { renderText } from '../tables/text.ts';
import type { CommandContext } from './command-context.ts';
import { formatCount } from './format.ts';

import { skippedLines } from './summaries.ts';

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
  /** The last four are null or empty where the run was interrupted. */
  readonly stoppedEarly: boolean | null;
  readonly writtenStep: number | null;
  readonly looks: readonly ValidationLook[];
  readonly seconds: number;
  /** True where the run was interrupted: there is no model yet. */
  readonly partial: boolean;
}

/** What the run itself says; the rest says what it was over. */
export function resultSummary(
  result: FinetuningResult,
): Pick<FinetuneSummary, 'stepsDone' | 'stoppedEarly' | 'writtenStep' | 'looks' | 'partial'> &
  FinetuningPlan {
  const { plan, stepsDone } = result;
  if (result.kind === 'interrupted')
    return { ...plan, stepsDone, stoppedEarly: null, writtenStep: null, looks: [], partial: true };
  const { stoppedEarly, writtenStep, looks } = result;
  return { ...plan, stepsDone, stoppedEarly, writtenStep, looks, partial: false };
}

const listed = 20;

/** What was learned, where the model is and how to use it; what was left out. */
export function printFinetuneSummary(context: CommandContext, summary: FinetuneSummary): void {
  const right = 'right' as const;
  const { trainingRows, validationRows, stepsDone, steps, looks, out } = summary;
  const first = looks[0];
  const written = looks.find(({ step }) => step === summary.writtenStep);
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
      .map(({ where, tokens }) => `${where}: too long with ${formatCount(tokens)} tokens`),
    ...(more > 0 ? [`and ${formatCount(more)} more that are too long; --json lists them`] : []),
    ...(disagreedWith > 0 ? [`${formatCount(disagreedWith)} explanations that too few agreed with.`] : []),
    ...(unread > 0
      ? [`${formatCount(unread)} explanations without a reading that agrees or disagrees.`]
      : []),
  ];
}

function next({ partial, stepsDone, steps, stoppedEarly, writtenStep, out, task }: FinetuneSummary): string {
  if (partial)
    return `Stopped after ${formatCount(stepsDone)} of ${formatCount(steps)} steps; the same command goes on there.`;
  const best =
    writtenStep === stepsDone
      ? ''
      : `Weights of step ${formatCount(writtenStep ?? stepsDone)}, where the validation loss was lowest. `;
  const early = stoppedEarly === true ? 'Stopped early. ' : '';
  return `${early}${best}Use it with "hvsb ${task} --model checkpoint:${out}".`;
}

/** What is about to be learned, in a line. */
export function describePlan(plan: FinetuningPlan): string {
  const { trainingRows, validationRows, steps, parameters, trainedParameters, tooLong } = plan;
  const parts = [
    `${formatCount(trainingRows)} rows to learn from, ${formatCount(validationRows)} for validation`,
    ...(tooLong.length === 0 ? [] : [`${formatCount(tooLong.length)} too long and left out`]),
    `${formatCount(parameters)} parameters${trainedParameters === parameters ? '' : `, ${formatCount(trainedParameters)} trained beside them`}`,
    `${formatCount(steps)} steps`,
  ];
  return parts.join(' · ');
}
