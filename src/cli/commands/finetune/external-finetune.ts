import type {
  ExternalRequest,
  PreparedTraining,
} from '../../../study/finetuning/external/external-training.ts';
import {
  type JobPlan,
  type ProviderResult,
  trainAtProvider,
} from '../../../study/finetuning/external/provider-training.ts';
import type { TrainerEvent } from '../../../study/finetuning/external/trainer-event.ts';
import { type TrlResult, trainWithTrl } from '../../../study/finetuning/external/trl-trainer.ts';
import {
  type CommandContext,
  formatCount,
  formatDuration,
  formatUsd,
  shellWord,
} from '../../command-context.ts';
import { finishCalls } from '../../summaries.ts';
import type { ExternalFlags } from './engine-options.ts';
import { onStop } from './finetune-run.ts';

type Request = Omit<ExternalRequest, 'engine'>;

/** Trains outside of this program, shows how it goes, and says how the new model is asked. */
export async function finetuneOutside(
  context: CommandContext,
  request: Request,
  flags: ExternalFlags,
  json: boolean,
): Promise<void> {
  const { engine } = flags;
  if (engine === 'builtin') return;
  if (engine === 'trl') await withTrl(context, { ...request, engine }, flags, json);
  else await atProvider(context, { ...request, engine }, flags, json);
}

async function withTrl(
  context: CommandContext,
  request: ExternalRequest,
  { python }: ExternalFlags,
  json: boolean,
): Promise<void> {
  const say = (text: string) => void context.stderr.write(`${text}\n`);
  const note = 'Stopping: the trainer saves what is learned after this step. Once more to stop at once.';
  const result = await onStop(
    context,
    () => say(note),
    (signal) =>
      trainWithTrl({
        ...request,
        python: python ?? context.environment.HVSB_PYTHON ?? 'python3',
        environment: context.environment,
        signal,
        onPlan: (plan) => say(describeRows(plan)),
        onEvent: trainerDisplay(say),
      }),
  );
  const summary = { ...summaryOf(request, result), partial: result.kind === 'interrupted' };
  finishCalls(context, summary, json, () => context.stdout.write(`${nextAfterTrl(request, result)}\n`));
}

function summaryOf({ engine, from, task, out }: ExternalRequest, result: TrlResult): object {
  const { plan, step, steps, validations } = result;
  const { trainingRows, validationRows } = plan;
  return { engine, from, task, out, trainingRows, validationRows, step, steps, validations };
}

function nextAfterTrl({ out, task }: ExternalRequest, { kind, step, steps }: TrlResult): string {
  if (kind === 'interrupted')
    return `Stopped after ${formatCount(step)} of ${formatCount(steps)} steps; the same command continues from there.`;
  const folder = shellWord(out);
  return [
    `Fine-tuned: ${out} (adapters in ${out}/adapter). Use it with one of`,
    `  hvsb ${task} --model ${shellWord(`checkpoint:${out}`)}      (in this program)`,
    `  vllm serve ${folder}, then hvsb ${task} --model ${shellWord(`vllm:${out}`)}`,
    `  hvsb model export ${folder} --format gguf, then hvsb ${task} --model gguf:FILE`,
  ].join('\n');
}

const plainLineMs = 5000;

function trainerDisplay(say: (text: string) => void): (event: TrainerEvent) => void {
  let shownAt = Number.NEGATIVE_INFINITY;
  return (event) => {
    switch (event.event) {
      case 'versions':
        say(`Python ${event.python} on ${event.device}: ${packagesOf(event.packages)}`);
        break;
      case 'start':
        say(
          event.step === 0
            ? `${formatCount(event.steps)} steps`
            : `Continues after step ${formatCount(event.step)} of ${formatCount(event.steps)}`,
        );
        break;
      case 'progress': {
        const isLast = event.step === event.steps;
        if (!isLast && performance.now() - shownAt < plainLineMs) return;
        shownAt = performance.now();
        const left =
          event.secondsLeft === null || isLast ? '' : ` · ${formatDuration(event.secondsLeft)} left`;
        say(
          `step ${formatCount(event.step)}/${formatCount(event.steps)} · loss ${event.loss.toFixed(3)}${left}`,
        );
        break;
      }
      case 'validation':
        say(`step ${formatCount(event.step)} · validation loss ${event.loss.toFixed(3)}`);
        break;
      default:
    }
  };
}

function packagesOf(packages: Readonly<Record<string, string>>): string {
  return Object.entries(packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

async function atProvider(
  context: CommandContext,
  request: Omit<ExternalRequest, 'engine'> & { readonly engine: 'openai' | 'together' },
  { trainingPrice, budgetUsd, dryRun }: ExternalFlags,
  json: boolean,
): Promise<void> {
  const say = (text: string) => void context.stderr.write(`${text}\n`);
  const result = await onStop(
    context,
    () => say('Stopping: the job is left to the provider.'),
    (signal) =>
      trainAtProvider({
        ...request,
        environment: context.environment,
        trainingPrice: trainingPrice ?? null,
        budgetUsd: budgetUsd ?? null,
        dryRun: dryRun === true,
        lookEveryMs: lookEveryMs(context),
        signal,
        onPlan: (plan) => say(describeJob(plan)),
        onMessage: say,
      }),
  );
  const summary = { ...jobSummary(request, result), partial: result.kind === 'running' };
  finishCalls(context, summary, json, () => context.stdout.write(`${nextAfterJob(request, result)}\n`));
}

/** A job takes minutes to hours. Tests do not. */
function lookEveryMs({ environment }: CommandContext): number {
  return Number(environment.HVSB_LOOK_EVERY_MS ?? 20_000);
}

function jobSummary({ engine, from, task, out }: ExternalRequest, result: ProviderResult): object {
  const { trainingRows, validationRows, tokens, costUsd } = result.plan;
  return {
    ...{ engine, from, task, out, trainingRows, validationRows, tokens, plannedCostUsd: costUsd },
    ...(result.kind === 'planned' ? {} : { job: result.job }),
    ...(result.kind === 'finished' ? { model: result.model, costUsd: result.costUsd } : {}),
  };
}

function nextAfterJob({ task }: ExternalRequest, result: ProviderResult): string {
  if (result.kind === 'planned') return 'Nothing was started.';
  if (result.kind === 'running')
    return `Job ${result.job} goes on at the provider; the same command follows it and names the model.`;
  const cost = result.costUsd === null ? '' : ` It cost ${formatUsd(result.costUsd)}.`;
  return `Fine-tuned: ${result.model}.${cost} Use it with "hvsb ${task} --model ${result.model}".`;
}

function describeRows({ trainingRows, validationRows, tokens }: PreparedTraining): string {
  return `${formatCount(trainingRows)} training rows, ${formatCount(validationRows)} validation rows, about ${formatCount(tokens)} tokens`;
}

function describeJob(plan: JobPlan): string {
  const cost =
    plan.costUsd === null
      ? 'the price is not known (--training-price gives it)'
      : `about ${formatUsd(plan.costUsd)}`;
  const ignored =
    plan.notTaken.length === 0 ? '' : `\nThe provider chooses ${plan.notTaken.join(', ')} itself.`;
  return `${describeRows(plan)}, ${cost}${ignored}`;
}
