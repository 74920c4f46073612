import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinetuningRow } from '../../core/finetuning.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { finetune } from '../../lm/finetuning/finetune.ts';
import type { FinetuningRequest } from '../../lm/finetuning/finetuning-request.ts';
import type { FinetuningPlan, FinetuningResult } from '../../lm/finetuning/finetuning-result.ts';
import { type ModelCardFacts, modelCard } from '../../lm/finetuning/model-card.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import { TrainingDisplay } from '../training-display.ts';

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
