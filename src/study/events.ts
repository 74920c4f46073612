import type { Stage } from '../core/condition.ts';
import type { EngineLimits, EngineNotice, ModelRunProgress, TokenPrice } from '../engine/engine.ts';
import type { ServerNews } from '../models/managed/server-slot.ts';
import type { CallPlan } from '../stages/plan-calls.ts';
import type { PrepareSummary } from './prepare.ts';

/** What one model would be sent in a stage, and what that costs. */
export interface PlannedModel extends CallPlan {
  /** Null where it is not known. */
  readonly price: TokenPrice | null;
  /** Which key is sent to which host, as a sentence; null or absent where none is. */
  readonly keyPlace?: string | null;
  /** False where an answer costs nothing and meets no network. */
  readonly remote: boolean;
  /** True where a server is started for the model; absent otherwise. */
  readonly served?: true;
  /** What the same calls cost in batches where they are single, and single where they are in batches; absent where that is no choice. */
  readonly otherWay?: { readonly batch: boolean; readonly price: TokenPrice };
  /** Calls of the model, of whichever stage, that wait in batches, and are not sent again; absent where there are none. */
  readonly waiting?: number;
}

/** What is judged beside the scenarios of a study: a sample in every wording, and twins. */
export type PlanPurpose = 'sensitivity' | 'twins';

/** A stage is about to send calls, or would; comes before the first call. */
export interface PlannedEvent {
  readonly kind: 'planned';
  readonly stage: Stage;
  /** What of a study the calls are for, where it asks more than once in a stage; absent for the stage itself. */
  readonly purpose?: PlanPurpose;
  readonly models: readonly PlannedModel[];
  readonly limits: EngineLimits;
  /** How it was counted, where that is not over what is stored. */
  readonly notes: readonly string[];
}

/** A dataset of the study is in the store. */
export interface PreparedEvent {
  readonly kind: 'prepared';
  readonly summary: PrepareSummary;
}

/** The first call of a stage is sent next. */
export interface StartedEvent {
  readonly kind: 'started';
  readonly stage: Stage;
}

/** Progress of one model in a stage. */
export interface StageProgress extends ModelRunProgress {
  /** Calls that the stage is about, for the time left. */
  readonly total: number;
  /** What came out so far, by outcome; answers of earlier runs included. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Progress of a stage: five times a second, and once at its end. */
export interface ProgressEvent {
  readonly kind: 'progress';
  readonly stage: Stage;
  readonly seconds: number;
  readonly models: readonly StageProgress[];
  /** Nothing more comes of this stage but `finished`. */
  readonly ended: boolean;
}

/** Something that a user should know, as a sentence. */
export interface NoticeEvent {
  readonly kind: 'notice';
  readonly message: string;
  /** What the engine said; absent where it was not the engine. */
  readonly notice?: EngineNotice;
}

/** A server that the study starts is loading its model, is ready, has failed or has ended. */
export interface ServerEvent {
  readonly kind: 'server';
  readonly news: ServerNews;
}

/** A stage has ended; its summary is also what the stage resolves to. */
export interface FinishedEvent {
  readonly kind: 'finished';
  readonly stage: Stage;
  readonly summary: CallSummary<string>;
}

/** What a study reports while it runs. Nothing in `study/` prints. */
export type StudyEvent =
  | PlannedEvent
  | PreparedEvent
  | StartedEvent
  | ProgressEvent
  | NoticeEvent
  | ServerEvent
  | FinishedEvent;

const quietMs = 30_000;

/** A server that pushes back often would fill the screen: the limit of each endpoint is news once in a while. */
export function newsFilter(): (notice: EngineNotice) => boolean {
  const lastAt = new Map<string, number>();
  return (notice) => {
    if (notice.kind !== 'concurrency') return true;
    const now = performance.now();
    if (now - (lastAt.get(notice.endpoint) ?? Number.NEGATIVE_INFINITY) < quietMs) return false;
    lastAt.set(notice.endpoint, now);
    return true;
  };
}

/** The engine's notice as a sentence. */
export function describeNotice(notice: EngineNotice): string {
  switch (notice.kind) {
    case 'setting-not-accepted':
      return `${notice.model} does not accept "${notice.setting}"; it is left out, and that is recorded.`;
    case 'retrying':
      return `${notice.model}: ${notice.message.replace(/\.$/, '')}; trying again in ${(notice.waitMs / 1000).toFixed(1)} s.${notice.advice === undefined ? '' : ` ${notice.advice}`}`;
    case 'paused':
      return `${notice.model} pauses until ${notice.until}: ${notice.message.replace(/\.$/, '')}. Other models go on; --max-wait bounds the wait.`;
    case 'remark':
      return `${notice.model}: ${notice.message}`;
    case 'model-run-stopped':
      return `${notice.model} stopped: ${notice.message}`;
    case 'concurrency':
      return `${notice.endpoint}: at most ${notice.limit} calls at once now (${notice.because.replace(/\.$/, '')}).`;
    default:
      return notice satisfies never;
  }
}

interface CallCounts<Outcome extends string> {
  readonly planned: number;
  /** Answered from the store. */
  readonly stored: number;
  /** Of `stored`, those that got their answer during this run: from another call with the same question, which is asked once, or from another worker. */
  readonly shared: number;
  readonly sent: number;
  readonly failed: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly tokens: { readonly input: number; readonly output: number };
  /** Answers whose tokens the server did not count. */
  readonly unmetered: number;
  readonly costUsd: number | null;
  readonly partial: boolean;
}

/** What a stage gave, over all models and for each. Commands print it with `--json`. */
export interface CallSummary<Outcome extends string> extends CallCounts<Outcome> {
  readonly seconds: number;
  readonly models: readonly ModelSummary<Outcome>[];
}

/** One model's part of what a stage gave. */
export interface ModelSummary<Outcome extends string> extends CallCounts<Outcome> {
  readonly model: string;
  readonly stopped: ModelRunProgress['stopped'];
}
