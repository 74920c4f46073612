import type { Model } from '../core/model.ts';
import { packageVersion } from '../core/package-version.ts';
import type { DatasetSource } from '../datasets/dataset-source.ts';
import { datasetSources } from '../datasets/registry.ts';
import type { EngineLimits, TokenPrice } from '../engine/engine.ts';
import { HvsbError } from '../errors/errors.ts';
import { batchOffer } from '../models/batch/batch-offers.ts';
import { redact } from '../models/keys/redact.ts';
import { findServerProgram, type ServeSettings } from '../models/managed/server-programs.ts';
import type { ServerSlot } from '../models/managed/server-slot.ts';
import { describeModel, keyDestinationsFor, providers, secretsIn } from '../models/open-model.ts';
import { findPrice } from '../models/prices.ts';
import type { Environment, Provider } from '../models/provider.ts';
import type { AttackRole } from '../prompts/prompt-pack.ts';
import { RunRecorder } from '../stages/run-recorder.ts';
import type { RunStore } from '../store/contract/runs.ts';
import type { PlannedModel, StudyEvent } from './events.ts';
import { endpointOf, stopServers } from './serving/served-models.ts';

/** What a study works with, beside its store. All of it may be left out. */
export interface StudyOptions {
  /** Models of the program's own, asked where the study names their ids. They stay open. */
  readonly models?: readonly Model[];
  /** Datasets and providers beside those that come with the package. */
  readonly datasets?: readonly DatasetSource[];
  readonly providers?: readonly Provider[];
  /** Where keys and addresses are looked up; default the process's own variables. */
  readonly environment?: Environment;
  /** Aborting it sends nothing more, waits for what is in flight and stores it. */
  readonly signal?: AbortSignal;
  /** Aborting it gives up what is in flight, too. */
  readonly stopNow?: AbortSignal;
  readonly onEvent?: (event: StudyEvent) => void;
  /** Asks the user yes or no; absent where nobody can be asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** `StudyOptions` with everything filled in. */
export interface StudyRuntime {
  readonly models: readonly Model[];
  readonly datasets: readonly DatasetSource[];
  readonly providers: readonly Provider[];
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly stopNow: AbortSignal;
  /** Absent where nobody listens. */
  readonly onEvent: ((event: StudyEvent) => void) | undefined;
  /** Absent where nobody can be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Hosts that the user has said yes to. */
  readonly allowedHosts: Set<string>;
  /** The server that the run has started, if it has. */
  readonly serving: { slot: ServerSlot | null };
}

/** Fills in the defaults: the package's datasets and providers, the process's variables, no end before the end. */
export function studyRuntime(options: StudyOptions = {}): StudyRuntime {
  return {
    models: options.models ?? [],
    datasets: [...datasetSources, ...(options.datasets ?? [])],
    providers: [...providers, ...(options.providers ?? [])],
    environment: options.environment ?? process.env,
    signal: options.signal ?? new AbortController().signal,
    stopNow: options.stopNow ?? new AbortController().signal,
    onEvent: options.onEvent,
    confirm: options.confirm,
    allowedHosts: new Set(),
    serving: { slot: null },
  };
}

/** How calls are made; what is absent has its default. */
export interface CallOptions {
  /** Where the endpoint is, when not where the provider usually is; several, separated by commas, of servers with the same model. */
  readonly baseUrl?: string;
  /** Sent with every request to the one host that the models are on; `$VARIABLE` in a value is replaced by what the environment holds. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How attacks are sent; default in a system message, and before the question where a model takes none. */
  readonly attackRole?: AttackRole;
  /** Most calls in flight for one endpoint; default 64, where an own server begins with two. */
  readonly concurrency?: number;
  /** Bound on one attempt at a call; default 120. */
  readonly timeoutSeconds?: number;
  /** Most attempts at one call; default 6. */
  readonly attempts?: number;
  /** A model is given up when its server asks to wait longer than so many minutes; default 60. */
  readonly maxWaitMinutes?: number;
  /** Hard bounds on the whole run; default none. */
  readonly budgetUsd?: number;
  readonly budgetTokens?: number;
  /** Whether models that cost less at some hours wait for them; default false. */
  readonly offPeak?: boolean;
  /** Prices by the model's name, over those of the table. */
  readonly prices?: Readonly<Record<string, TokenPrice>>;
  /** Asks all models in batches, see `ModelChoice.batch`. */
  readonly batch?: boolean;
  /** Starts a server for each model that a program of this machine can serve, see `ModelChoice.serve`. */
  readonly serve?: ServeSettings | undefined;
  /** Only so many scenarios of each dataset (questions, for `answer`), drawn in proportion to their categories. */
  readonly limit?: number;
  /** Hosts that keys may be sent to although a file names them and they are not their provider's. */
  readonly allowHosts?: readonly string[];
}

/** A model as the command line or a study file names it. */
export interface ModelChoice {
  readonly model: string;
  readonly baseUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the address is from a study file. */
  readonly isFromFile?: boolean;
  readonly allowHosts?: readonly string[];
  /** How attacks are sent; default as the model takes them. */
  readonly attackRole?: AttackRole;
  readonly price?: TokenPrice;
  /** Asked in batches, which answer within a day at half the price. */
  readonly batch?: boolean;
  /** A server is started for the model, unless one serves it at its usual address. Models are then asked one after the other. */
  readonly serve?: ServeSettings | undefined;
}

/** Where nobody says otherwise. */
export const defaultLimits = { concurrency: 64, timeoutSeconds: 120, attempts: 6 };

/** The models of these names, each once, with the address and price that the options give. */
export function modelChoices(names: readonly string[], options: CallOptions): readonly ModelChoice[] {
  // Where none of the models has a program, the first says so.
  const canBeServed = names.some((name) => findServerProgram(name) !== undefined);
  return [...new Set(names)].map((model) => {
    const price = options.prices?.[model];
    const isServed = options.serve !== undefined && (!canBeServed || findServerProgram(model) !== undefined);
    return {
      model,
      ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl, isFromFile: false }),
      ...(options.headers === undefined ? {} : { headers: options.headers }),
      ...(options.allowHosts === undefined ? {} : { allowHosts: options.allowHosts }),
      ...(options.attackRole === undefined ? {} : { attackRole: options.attackRole }),
      ...(price === undefined ? {} : { price }),
      ...(options.batch === true ? { batch: true } : {}),
      ...(isServed ? { serve: options.serve } : {}),
    };
  });
}

export function engineLimits(options: CallOptions): EngineLimits {
  return {
    concurrency: options.concurrency ?? defaultLimits.concurrency,
    callTimeoutMs: (options.timeoutSeconds ?? defaultLimits.timeoutSeconds) * 1000,
    maxAttempts: options.attempts ?? defaultLimits.attempts,
    ...(options.concurrency === undefined ? { gentleStart: true } : {}),
    ...(options.maxWaitMinutes === undefined ? {} : { maxWaitMs: options.maxWaitMinutes * 60_000 }),
    ...(options.budgetUsd === undefined ? {} : { budgetUsd: options.budgetUsd }),
    ...(options.budgetTokens === undefined ? {} : { budgetTokens: options.budgetTokens }),
    ...(options.offPeak === undefined ? {} : { offPeak: options.offPeak }),
  };
}

/** A model without opening it. @throws UsageError for an unknown provider or a base URL that is none */
export function describeChoice(
  runtime: StudyRuntime,
  choice: ModelChoice,
): Pick<Model, 'id' | 'endpoint' | 'remote'> {
  const own = runtime.models.find(({ id }) => id === choice.model);
  if (own !== undefined) return own;
  const described = describeModel(choice.model, addressOf(runtime, choice));
  return { ...described, endpoint: endpointOf(choice, described.endpoint) };
}

/** Where a model's key is sent, for people; null where none is. */
export function keyPlaceOf(runtime: StudyRuntime, choice: ModelChoice): string | null {
  if (runtime.models.some(({ id }) => id === choice.model)) return null;
  const hosts = Map.groupBy(keyDestinationsFor(choice.model, addressOf(runtime, choice)), ({ what }) => what);
  const places = [...hosts].map(
    ([what, own]) => `${what} is sent to ${[...new Set(own.map(({ host }) => host))].join(', ')}.`,
  );
  return places.length === 0 ? null : places.join(' ');
}

/** Where a model is, and which hosts its keys may be sent to. */
export function addressOf(
  runtime: StudyRuntime,
  { baseUrl, headers, isFromFile, allowHosts = [] }: ModelChoice,
) {
  return {
    providers: runtime.providers,
    environment: runtime.environment,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(headers === undefined ? {} : { headers }),
    ...(isFromFile === undefined ? {} : { isFromFile }),
    allowHosts: [...allowHosts, ...runtime.allowedHosts],
  };
}

/** What a model costs: as the choice says, as the program's own model says, else as the table does. */
export function priceOf(runtime: StudyRuntime, choice: ModelChoice): TokenPrice | null {
  const price = singlePriceOf(runtime, choice);
  return choice.batch === true ? batchPriceOf(runtime, choice, price) : price;
}

/** What a model costs in a batch, by its price for single calls; null where that is not known, or there are no batches. */
function batchPriceOf(
  runtime: StudyRuntime,
  { model }: ModelChoice,
  price: TokenPrice | null,
): TokenPrice | null {
  const share = isOwn(runtime, model) ? undefined : batchOffer(model, runtime.providers)?.priceShare;
  if (price === null || share === undefined) return null;
  const { inputPerMillion, outputPerMillion } = price;
  return { inputPerMillion: inputPerMillion * share, outputPerMillion: outputPerMillion * share };
}

/** What the same calls cost in batches where they are single, and single where they are in batches; nothing where that is no choice. */
export function otherWayOf(runtime: StudyRuntime, choice: ModelChoice): Pick<PlannedModel, 'otherWay'> {
  const single = singlePriceOf(runtime, choice);
  const batched = batchPriceOf(runtime, choice, single);
  if (single === null || batched === null || batched.inputPerMillion >= single.inputPerMillion) return {};
  const batch = choice.batch !== true;
  return { otherWay: { batch, price: batch ? batched : single } };
}

/** What single calls to a model cost. */
function singlePriceOf(runtime: StudyRuntime, { model, price }: ModelChoice): TokenPrice | null {
  if (price !== undefined) return price;
  const own = runtime.models.find(({ id }) => id === model);
  return own === undefined ? findPrice(model, runtime.providers) : ownPrice(own);
}

/** Whether the program passed in a model of this name. */
export function isOwn(runtime: StudyRuntime, model: string): boolean {
  return runtime.models.some(({ id }) => id === model);
}

function ownPrice(model: Model): TokenPrice | null {
  if (!model.remote) return { inputPerMillion: 0, outputPerMillion: 0 };
  // `defineModel` gives its models a price beside what every model has.
  return 'price' in model ? (model.price as TokenPrice | null) : null;
}

/** Runs `work` with a run recorder in the store, which says in the end how it ended. */
export async function recordRun<T>(
  runtime: StudyRuntime,
  store: RunStore,
  command: string,
  work: (recorder: RunRecorder) => Promise<T>,
): Promise<T> {
  const recorder = new RunRecorder(store, { command, version: packageVersion() });
  try {
    const result = await work(recorder);
    await recorder.close(runtime.signal.aborted);
    return result;
  } catch (error) {
    await recorder.fail(redact(sentenceOf(error), secretsIn(runtime.environment, runtime.providers)));
    throw error;
  } finally {
    await stopServers(runtime);
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof HvsbError) return error.message;
  return error instanceof Error ? `A fault in hvsb: ${error.message}` : 'A fault in hvsb';
}
