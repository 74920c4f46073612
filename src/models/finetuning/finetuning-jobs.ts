import type { BatchFile } from '../../core/batch.ts';

/** What a job is to do, with the ids of its files at the provider. */
export interface JobRequest {
  readonly model: string;
  readonly trainingFile: string;
  readonly validationFile: string | null;
  /** A short name of ours, unique, by which the job is found again and which is in the new model's name. */
  readonly marker: string;
  readonly epochs: number;
  readonly learningRate: number;
  readonly loraRank: number;
  readonly loraAlpha: number;
  readonly seed: number;
}

/** How a job stands at its provider. */
export interface JobStatus {
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** The provider's own word. */
  readonly status: string;
  /** The provider's name of the new model; null until it is there. */
  readonly model: string | null;
  readonly problem: string | null;
  readonly trainedTokens: number | null;
  /** What it cost, where the provider says so. */
  readonly costUsd: number | null;
}

export interface JobEvent {
  readonly id: string;
  readonly message: string;
}

/** Fine-tuning at a provider. */
export interface FinetuningJobs {
  /** Settings that the provider does not take; they are said to the user. */
  readonly notTaken: readonly string[];
  /** @returns the file's id */
  upload(file: BatchFile, name: string): Promise<string>;
  /** What the job would cost, as the provider says; null where it does not say. */
  estimate(request: JobRequest): Promise<number | null>;
  create(request: JobRequest): Promise<string>;
  /** The job with this marker; null where there is none. */
  find(marker: string): Promise<string | null>;
  look(job: string): Promise<JobStatus>;
  /** Oldest first. */
  events(job: string): Promise<readonly JobEvent[]>;
  close(): Promise<void>;
}
