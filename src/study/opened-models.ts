import type { Completion, Model, ModelRequest } from '../core/model.ts';
import type { EngineLimits } from '../engine/engine.ts';
import { UsageError } from '../errors/errors.ts';
import { requireBatchOffer } from '../models/batch/batch-offers.ts';
import { foreignHostFor, openModel } from '../models/open-model.ts';
import {
  addressOf,
  defaultLimits,
  describeChoice,
  isOwn,
  type ModelChoice,
  type StudyRuntime,
} from './runtime.ts';
import { openServed, requireServer, servedModel } from './serving/served-models.ts';

/**
 * Opens and closes the models that calls are sent to, so that a missing key is reported before anything is
 * planned, prepared or sent.
 * @throws UsageError
 */
export async function requireModels(runtime: StudyRuntime, choices: readonly ModelChoice[]): Promise<void> {
  for (const { model, batch } of choices) if (batch === true) requireBatches(runtime, model);
  const remote = choices.filter((choice) => describeChoice(runtime, choice).remote);
  checkHeaderHosts(runtime, remote);
  for (const choice of remote) await askForHosts(runtime, choice);
  await withModels(runtime, remote, { ...defaultLimits, store: '' }, async () => {});
  for (const choice of remote) await requireServer(runtime, choice, addressOf(runtime, choice));
}

function requireBatches(runtime: StudyRuntime, model: string): void {
  if (!isOwn(runtime, model)) {
    requireBatchOffer(model, runtime.providers);
    return;
  }
  throw new UsageError('A model of the program itself cannot be asked in batches.', {
    where: model,
    advice: 'Leave "batch" out for this model.',
  });
}

/** Headers that are given for all models would carry the key of one host to another. */
function checkHeaderHosts(runtime: StudyRuntime, choices: readonly ModelChoice[]): void {
  const hosts = new Map<ModelChoice['headers'], Set<string>>();
  for (const choice of choices) {
    if (choice.headers === undefined) continue;
    const { endpoint } = describeChoice(runtime, choice);
    const known = hosts.get(choice.headers) ?? new Set();
    hosts.set(choice.headers, known.add(URL.canParse(endpoint) ? new URL(endpoint).host : endpoint));
  }
  for (const [headers = {}, found] of hosts) {
    if (found.size < 2) continue;
    throw new UsageError('These headers would be sent to more than one host.', {
      where: `--header ${Object.keys(headers).join(', ')}`,
      expected: 'models of one host',
      found: [...found].join(', '),
      advice: 'Ask the models one after another, or give each its "headers" in a study file.',
    });
  }
}

/** Asks, where somebody can be asked, before a file has a key sent elsewhere. Without a yes, opening the model refuses. */
async function askForHosts(runtime: StudyRuntime, choice: ModelChoice): Promise<void> {
  if (runtime.confirm === undefined || runtime.models.some(({ id }) => id === choice.model)) return;
  for (;;) {
    const foreign = foreignHostFor(choice.model, addressOf(runtime, choice));
    if (foreign === null) return;
    const { variable, what, host } = foreign;
    const sent = what === variable ? `the key in ${variable}` : what;
    const question = `A file asks to send ${sent} to ${host}, which is not a host of its provider. Send it?`;
    if (!(await runtime.confirm(question))) return;
    runtime.allowedHosts.add(host);
  }
}

/** Opens all models, uses them, and closes those that it opened whatever happens. */
export async function withModels<T>(
  runtime: StudyRuntime,
  choices: readonly ModelChoice[],
  use: ModelUse,
  work: (models: readonly Model[]) => Promise<T>,
): Promise<T> {
  const models: Model[] = [];
  const opened: Model[] = [];
  try {
    for (const [place, choice] of choices.entries()) {
      const own = runtime.models.find(({ id }) => id === choice.model);
      const isStored = use.isStored?.[place] === true;
      const model =
        own ?? (isStored ? new StoredModel(runtime, choice, use) : await open(runtime, choice, use));
      if (own === undefined) opened.push(model);
      models.push(model);
    }
    return await work(models);
  } finally {
    await Promise.all(opened.map((model) => model.close()));
  }
}

/** How opened models are used. */
interface ModelUse extends Pick<EngineLimits, 'concurrency'> {
  /** Path of the results file, beside which servers that are started keep their logs. */
  readonly store: string;
  /** Of which models all answers are stored, by their places; those are not loaded. Default: of none. */
  readonly isStored?: readonly boolean[];
}

/** A model whose answers are all stored: it is opened only where it is asked all the same. */
class StoredModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote: boolean;
  readonly #open: () => Promise<Model>;
  #opened: Promise<Model> | null = null;

  constructor(runtime: StudyRuntime, choice: ModelChoice, use: ModelUse) {
    const { endpoint, remote } = describeChoice(runtime, choice);
    this.id = choice.model;
    this.endpoint = endpoint;
    this.remote = remote;
    this.#open = () => open(runtime, choice, use);
  }

  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    this.#opened ??= this.#open();
    return (await this.#opened).complete(request, signal);
  }

  async close(): Promise<void> {
    await (await this.#opened)?.close();
  }
}

function open(
  runtime: StudyRuntime,
  choice: ModelChoice,
  { concurrency: connections, store }: ModelUse,
): Promise<Model> {
  // The engine bounds each attempt; a timer a request would be one too many.
  const options = { ...addressOf(runtime, choice), connections, callTimeoutMs: 0 };
  const served = servedModel(choice);
  if (served === null) return openModel(choice.model, options);
  return openServed(runtime, served, {
    ...options,
    endpoint: describeChoice(runtime, choice).endpoint,
    store,
  });
}
