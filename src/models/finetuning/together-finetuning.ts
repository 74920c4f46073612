import { setTimeout as wait } from 'node:timers/promises';
import type { BatchFile } from '../../core/batch.ts';
import { ModelError } from '../../errors/errors.ts';
import { field, textField } from '../http/json-body.ts';
import { answerId, type ProviderHttp } from '../http/provider-http.ts';
import type { FinetuningJobs, JobEvent, JobRequest, JobStatus } from './finetuning-jobs.ts';

const states: Readonly<Record<string, JobStatus['state']>> = {
  completed: 'succeeded',
  error: 'failed',
  user_error: 'failed',
  cancelled: 'cancelled',
};
const looksAtFile = 60;
const betweenLooksMs = 2000;

/** Together's fine-tuning with LoRA, without loss on the prompt. */
export class TogetherFinetuning implements FinetuningJobs {
  readonly notTaken: readonly string[] = [];
  readonly #http: ProviderHttp;

  constructor(http: ProviderHttp) {
    this.#http = http;
  }

  async upload(file: BatchFile, name: string): Promise<string> {
    const fields = { purpose: 'fine-tune', file_name: name, file_type: 'jsonl' };
    const id = answerId(await this.#http.upload('/files/upload', file, fields, name));
    await this.#processed(id);
    return id;
  }

  async estimate(request: JobRequest): Promise<number | null> {
    const { model, trainingFile, validationFile, epochs } = request;
    const answer = await this.#http.post('/fine-tunes/estimate-price', {
      model,
      training_file: trainingFile,
      ...(validationFile === null ? {} : { validation_file: validationFile }),
      n_epochs: epochs,
      ...methods(request),
    });
    const price = field(answer, 'estimated_total_price');
    return typeof price === 'number' && price >= 0 ? price : null;
  }

  async create(request: JobRequest): Promise<string> {
    const { model, trainingFile, validationFile, marker, epochs, learningRate, seed } = request;
    const job = {
      model,
      training_file: trainingFile,
      ...(validationFile === null ? {} : { validation_file: validationFile, n_evals: epochs }),
      suffix: marker,
      n_epochs: epochs,
      learning_rate: learningRate,
      random_seed: seed,
      ...methods(request),
    };
    return answerId(await this.#http.post('/fine-tunes', job));
  }

  async find(marker: string): Promise<string | null> {
    const data = field(await this.#http.get('/fine-tunes'), 'data');
    const jobs: readonly unknown[] = Array.isArray(data) ? data : [];
    const found = jobs.find(
      (job) => textField(job, 'suffix') === marker || textField(job, 'model_output_name')?.includes(marker),
    );
    return found === undefined ? null : answerId(found);
  }

  async look(id: string): Promise<JobStatus> {
    const job = await this.#http.get(`/fine-tunes/${encodeURIComponent(id)}`);
    const status = textField(job, 'status') ?? 'unknown';
    const number = (name: string) => {
      const value = field(job, name);
      return typeof value === 'number' ? value : null;
    };
    const state = states[status] ?? 'running';
    return {
      state,
      status,
      model: state === 'succeeded' ? (textField(job, 'model_output_name') ?? null) : null,
      problem: state === 'failed' ? await this.#lastMessage(id) : null,
      trainedTokens: number('token_count'),
      costUsd: number('total_price'),
    };
  }

  async events(id: string): Promise<readonly JobEvent[]> {
    const data = field(await this.#http.get(`/fine-tunes/${encodeURIComponent(id)}/events`), 'data');
    const events: readonly unknown[] = Array.isArray(data) ? data : [];
    return events.map((event, at) => ({
      id: textField(event, 'hash') || String(at),
      message: textField(event, 'message') ?? '',
    }));
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #lastMessage(id: string): Promise<string | null> {
    return (await this.events(id)).at(-1)?.message ?? null;
  }

  /** A file is checked first; a job with one that is not is refused. */
  async #processed(id: string): Promise<void> {
    for (let look = 0; look < looksAtFile; look += 1) {
      const file = await this.#http.get(`/files/${encodeURIComponent(id)}`);
      const status = textField(file, 'processing_status');
      if (status === 'FAILED' || status === 'INVALID_FORMAT') {
        throw new ModelError('Together does not accept the file of rows.', {
          reason: 'bad-request',
          found: status,
        });
      }
      if (field(file, 'Processed') !== false && (status === undefined || status === 'COMPLETED')) return;
      await wait(betweenLooksMs);
    }
  }
}

function methods({ loraRank, loraAlpha }: JobRequest): object {
  return {
    training_type: { type: 'Lora', lora_r: loraRank, lora_alpha: loraAlpha },
    training_method: { method: 'sft', train_on_inputs: false },
  };
}
