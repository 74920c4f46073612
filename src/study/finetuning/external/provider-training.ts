import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ModelError, UsageError } from '../../../errors/errors.ts';
import type { FinetuningJobs, JobRequest, JobStatus } from '../../../models/finetuning/finetuning-jobs.ts';
import { openFinetuning } from '../../../models/finetuning/open-finetuning.ts';
import type { Environment } from '../../../models/provider.ts';
import {
  type ExternalRequest,
  type PreparedTraining,
  prepareTraining,
  readState,
  writeState,
} from './external-training.ts';

/** What is known before a job is started. */
export interface JobPlan extends PreparedTraining {
  /** What it will cost: as the provider says, else by the given price; null where neither is known. */
  readonly costUsd: number | null;
  readonly notTaken: readonly string[];
}

export interface ProviderRequest extends ExternalRequest {
  readonly engine: 'openai' | 'together';
  readonly environment: Environment;
  readonly baseUrl?: string;
  /** US dollars per million trained tokens, where the provider does not say what a job costs. */
  readonly trainingPrice: number | null;
  /** A job that may cost more is not started. */
  readonly budgetUsd: number | null;
  /** Plans and stops: rows are written, and uploaded where the provider must see them to name a price. */
  readonly dryRun: boolean;
  readonly lookEveryMs: number;
  /** Aborting it leaves the job to the provider. */
  readonly signal: AbortSignal;
  readonly onPlan: (plan: JobPlan) => void;
  readonly onMessage: (message: string) => void;
}

export type ProviderResult =
  | { readonly kind: 'planned'; readonly plan: JobPlan }
  /** The job goes on at the provider. */
  | { readonly kind: 'running'; readonly plan: JobPlan; readonly job: string }
  | {
      readonly kind: 'finished';
      readonly plan: JobPlan;
      readonly job: string;
      /** As hvsb names it: `openai:ft:...`. */
      readonly model: string;
      readonly costUsd: number | null;
    };

/** What was done of a job so far, stored before each step, so that nothing is started twice. */
interface JobState {
  readonly marker: string;
  readonly trainingFile?: string;
  readonly validationFile?: string;
  /** A creation was sent; its answer may have been lost. */
  readonly creating?: boolean;
  readonly job?: string;
}

const stateName = 'job.json';

/**
 * Has a provider fine-tune a model: uploads the rows, names the cost, starts the job and follows it. Called again it goes on where it
 * was, whatever ended it; a job is started once.
 * @throws UsageError where the cost may pass the budget; ModelError where the provider refuses, or the job fails
 */
export async function trainAtProvider(request: ProviderRequest): Promise<ProviderResult> {
  const { engine, from, environment, baseUrl } = request;
  const jobs = openFinetuning(engine, from, { environment, ...(baseUrl === undefined ? {} : { baseUrl }) });
  try {
    const prepared = await prepareTraining(request);
    return await new JobRun(request, jobs, prepared).run();
  } finally {
    await jobs.close();
  }
}

class JobRun {
  readonly #request: ProviderRequest;
  readonly #jobs: FinetuningJobs;
  readonly #prepared: PreparedTraining;
  readonly #seen = new Set<string>();
  #state: JobState = { marker: '' };

  constructor(request: ProviderRequest, jobs: FinetuningJobs, prepared: PreparedTraining) {
    this.#request = request;
    this.#jobs = jobs;
    this.#prepared = prepared;
  }

  async run(): Promise<ProviderResult> {
    const { dryRun, onPlan } = this.#request;
    const earlier = await readState<JobState>(this.#prepared.folder, stateName);
    if (earlier === null) await this.#note({ marker: `hvsb-${randomBytes(4).toString('hex')}` });
    else this.#state = earlier;
    const known = this.#state.job ?? (await this.#findLost());
    if (known === null && dryRun && this.#request.engine === 'openai') {
      const plan = this.#plan(null);
      onPlan(plan);
      return { kind: 'planned', plan };
    }
    await this.#upload();
    const plan = this.#plan(known === null ? await this.#jobs.estimate(this.#jobRequest()) : null);
    onPlan(plan);
    if (dryRun) return { kind: 'planned', plan };
    return this.#follow(plan, known ?? (await this.#create(plan)));
  }

  #plan(named: number | null): JobPlan {
    const { trainingPrice, options } = this.#request;
    const { tokens } = this.#prepared;
    const counted = trainingPrice === null ? null : (tokens * options.epochs * trainingPrice) / 1e6;
    return { ...this.#prepared, costUsd: named ?? counted, notTaken: this.#jobs.notTaken };
  }

  async #note(more: Partial<JobState>): Promise<void> {
    this.#state = { ...this.#state, ...more };
    await writeState(this.#prepared.folder, stateName, this.#state);
  }

  async #findLost(): Promise<string | null> {
    if (this.#state.creating !== true) return null;
    const job = await this.#jobs.find(this.#state.marker);
    if (job !== null) await this.#note({ job });
    return job;
  }

  async #upload(): Promise<void> {
    const { trainingFile, validationFile } = this.#prepared;
    const send = async (path: string, part: string) => {
      const { size: bytes } = await stat(path);
      return this.#jobs.upload({ path, bytes }, `${this.#state.marker}-${part}.jsonl`);
    };
    if (this.#state.trainingFile === undefined)
      await this.#note({ trainingFile: await send(trainingFile, 'training') });
    if (validationFile !== null && this.#state.validationFile === undefined)
      await this.#note({ validationFile: await send(validationFile, 'validation') });
  }

  #jobRequest(): JobRequest {
    const { from, options } = this.#request;
    const { epochs, learningRate, loraRank, loraAlpha, seed } = options;
    const { marker, trainingFile = '', validationFile = null } = this.#state;
    return {
      model: from,
      trainingFile,
      validationFile,
      marker,
      epochs,
      learningRate,
      loraRank,
      loraAlpha,
      seed,
    };
  }

  async #create({ costUsd }: JobPlan): Promise<string> {
    const { budgetUsd } = this.#request;
    if (budgetUsd !== null && (costUsd === null || costUsd > budgetUsd)) {
      throw new UsageError(
        costUsd === null
          ? 'A budget needs the price of the training, which is not known.'
          : 'The training may cost more than the budget allows.',
        {
          where: `--budget-usd ${budgetUsd}`,
          ...(costUsd === null ? {} : { found: `$${costUsd.toFixed(costUsd < 0.1 ? 4 : 2)}` }),
          advice:
            costUsd === null
              ? 'Give the price per million tokens with --training-price.'
              : 'Take fewer rows or epochs, or raise the budget.',
        },
      );
    }
    await this.#note({ creating: true });
    const job = await this.#jobs.create(this.#jobRequest());
    await this.#note({ job });
    return job;
  }

  async #follow(plan: JobPlan, job: string): Promise<ProviderResult> {
    const { signal, lookEveryMs, onMessage } = this.#request;
    for (let shown = ''; ; ) {
      const status = await this.#jobs.look(job);
      if (status.status !== shown) onMessage(`Job ${job}: ${status.status}.`);
      shown = status.status;
      for (const { id, message } of await this.#jobs.events(job)) {
        if (!this.#seen.has(id) && message !== '') onMessage(`  ${message}`);
        this.#seen.add(id);
      }
      if (status.state !== 'running') return this.#end(plan, job, status);
      await wait(lookEveryMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return { kind: 'running', plan, job };
    }
  }

  async #end(plan: JobPlan, job: string, status: JobStatus): Promise<ProviderResult> {
    const { out, engine, trainingPrice } = this.#request;
    if (status.state !== 'succeeded' || status.model === null) {
      throw new ModelError(`The job ended without a model (${status.status}).`, {
        reason: 'server',
        where: `${engine}: ${job}`,
        ...(status.problem === null ? {} : { found: status.problem }),
        advice: `To start another one, remove ${plan.folder} first.`,
      });
    }
    const { trainedTokens } = status;
    const counted =
      trainingPrice === null || trainedTokens === null ? null : (trainedTokens * trainingPrice) / 1e6;
    const costUsd = status.costUsd ?? counted;
    const model = `${engine}:${status.model}`;
    await mkdir(out, { recursive: true });
    await writeState(out, 'training.json', { ...plan.identity, job, model, trainedTokens, costUsd });
    await rm(plan.folder, { recursive: true, force: true });
    return { kind: 'finished', plan, job, model, costUsd };
  }
}
