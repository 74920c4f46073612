import type { BatchFile } from '../../core/batch.ts';
import { field, textField } from '../http/json-body.ts';
import { answerId, type ProviderHttp } from '../http/provider-http.ts';
import type { FinetuningJobs, JobEvent, JobRequest, JobStatus } from './finetuning-jobs.ts';

const states: Readonly<Record<string, JobStatus['state']>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** OpenAI's supervised fine-tuning. It takes epochs and a seed; rates and adapters are its own matter. */
export class OpenAiFinetuning implements FinetuningJobs {
  readonly notTaken = ['learning rate', 'LoRA rank and alpha'];
  readonly #http: ProviderHttp;

  constructor(http: ProviderHttp) {
    this.#http = http;
  }

  async upload(file: BatchFile, name: string): Promise<string> {
    return answerId(await this.#http.upload('/files', file, { purpose: 'fine-tune' }, name));
  }

  async estimate(): Promise<null> {
    return null;
  }

  async create({ model, trainingFile, validationFile, marker, epochs, seed }: JobRequest): Promise<string> {
    const job = {
      model,
      training_file: trainingFile,
      ...(validationFile === null ? {} : { validation_file: validationFile }),
      suffix: marker,
      seed,
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: epochs } } },
      metadata: { hvsb_job: marker },
    };
    return answerId(await this.#http.post('/fine_tuning/jobs', job));
  }

  async find(marker: string): Promise<string | null> {
    for (let path: string | null = '/fine_tuning/jobs?limit=100'; path !== null; ) {
      const page: unknown = await this.#http.get(path);
      const data = field(page, 'data');
      const jobs: readonly unknown[] = Array.isArray(data) ? data : [];
      const found = jobs.find((job) => textField(field(job, 'metadata'), 'hvsb_job') === marker);
      if (found !== undefined) return answerId(found);
      const last = textField(jobs.at(-1), 'id');
      const hasMore = field(page, 'has_more') === true && last !== undefined;
      path = hasMore ? `/fine_tuning/jobs?limit=100&after=${encodeURIComponent(last)}` : null;
    }
    return null;
  }

  async look(id: string): Promise<JobStatus> {
    const job = await this.#http.get(`/fine_tuning/jobs/${encodeURIComponent(id)}`);
    const status = textField(job, 'status') ?? 'unknown';
    const tokens = field(job, 'trained_tokens');
    return {
      state: states[status] ?? 'running',
      status,
      model: textField(job, 'fine_tuned_model') ?? null,
      problem: textField(field(job, 'error'), 'message') ?? null,
      trainedTokens: typeof tokens === 'number' ? tokens : null,
      costUsd: null,
    };
  }

  async events(id: string): Promise<readonly JobEvent[]> {
    const page = await this.#http.get(`/fine_tuning/jobs/${encodeURIComponent(id)}/events?limit=100`);
    const data = field(page, 'data');
    const events: readonly unknown[] = Array.isArray(data) ? data : [];
    return events
      .map((event) => ({ id: textField(event, 'id') ?? '', message: textField(event, 'message') ?? '' }))
      .toReversed();
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
