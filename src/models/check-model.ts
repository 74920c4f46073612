import { closest } from 'fastest-levenshtein';
import { HvsbError, ModelError } from '../errors/errors.ts';
import { factsOf, resolveConnection } from './connection.ts';
import { field, parseJson, textField } from './http/json-body.ts';
import { connectionOptions, type ModelName, openModel, parseModelName } from './open-model.ts';
import type { Connection, Environment, NetworkProvider, OfflineProvider, Provider } from './provider.ts';

type CheckStep = 'name' | 'key' | 'endpoint' | 'model';

/** One step of a check. */
export interface CheckResult {
  readonly step: CheckStep;
  /** `unknown`: could not be found out without asking the model itself. */
  readonly outcome: 'ok' | 'problem' | 'unknown';
  readonly message: string;
  readonly advice: string | null;
}

/** Whether a model could be asked, step by step. */
export interface ModelCheck {
  readonly model: string;
  /** False where any step has a problem. */
  readonly ok: boolean;
  /** In order; the first problem ends the check. */
  readonly steps: readonly CheckResult[];
}

/** How a model is checked; all of it may be left out. */
export interface CheckOptions {
  /** What model names may start with; default the package's own. */
  readonly providers?: readonly Provider[];
  readonly environment?: Environment;
  readonly baseUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** As for `openModel`. */
  readonly isFromFile?: boolean;
  readonly allowHosts?: readonly string[];
  /** Bound on the one request; default ten seconds. */
  readonly timeoutMs?: number;
}

/**
 * Whether a model could be asked: its name, its key, its endpoint, and whether the endpoint lists it. Spends no tokens:
 * the only request is the list of models. Never throws for what it checks.
 * @example
 * const { ok, steps } = await checkModel('openai:gpt-4o-mini');
 * for (const { step, outcome, message } of steps) console.log(step, outcome, message);
 */
export async function checkModel(name: string, options: CheckOptions = {}): Promise<ModelCheck> {
  const steps: CheckResult[] = [];
  for await (const step of stepsOf(name, options)) {
    steps.push(step);
    if (step.outcome === 'problem') break;
  }
  return { model: name, ok: steps.every((step) => step.outcome !== 'problem'), steps };
}

async function* stepsOf(name: string, options: CheckOptions): AsyncGenerator<CheckResult> {
  let parsed: ModelName;
  try {
    parsed = parseModelName(name, options.providers);
  } catch (error) {
    yield problem('name', error);
    return;
  }
  const { provider, model } = parsed;
  yield ok('name', `${provider.title}, model ${model}`);
  if (provider.kind === 'offline') {
    yield await offlineStep({ id: name, model, environment: options.environment ?? process.env }, provider);
    return;
  }
  yield* networkSteps(provider, model, options);
}

async function offlineStep(
  opening: Parameters<OfflineProvider['open']>[0],
  provider: OfflineProvider,
): Promise<CheckResult> {
  try {
    if (provider.check !== undefined) return ok('model', await provider.check(opening));
    const model = await provider.open(opening);
    await model.close();
    return ok('model', 'answers here, without a network');
  } catch (error) {
    const result = problem('model', error);
    // What was expected and found says which of the many things that a model here needs is missing.
    const [message = '', ...rest] = error instanceof HvsbError ? error.describe().split('\n') : [];
    return { ...result, message, advice: rest.map((line) => line.trim().replace(/\s+/g, ' ')).join('; ') };
  }
}

async function* networkSteps(
  provider: NetworkProvider,
  model: string,
  options: CheckOptions,
): AsyncGenerator<CheckResult> {
  const environment = options.environment ?? process.env;
  let connection: Connection;
  try {
    connection = resolveConnection(provider, connectionOptions(options));
  } catch (error) {
    yield problem('key', error);
    return;
  }
  const { sentAs, listQuery } = factsOf(provider, { environment });
  const noKey = sentAs === undefined ? 'none needed' : `${sentAs} is sent`;
  yield ok('key', connection.key === null ? noKey : `found in ${connection.keyVariable}`);
  try {
    // Nothing is sent: it finds out whether a vendor's package is there and its credentials can be read.
    await (await openModel(`${provider.id}:${model}`, options)).close();
    if (listQuery === null) {
      yield unlisted('endpoint', `${connection.endpoint} lists no models, so it was not asked.`, connection);
      return;
    }
    const listed = await listModels(provider, connection, environment, options.timeoutMs ?? 10_000);
    yield ok('endpoint', `${connection.endpoint} answers`);
    yield modelStep(model, listed);
  } catch (error) {
    // A server without a list of models is no broken server.
    if (error instanceof ModelError && error.reason === 'not-found') {
      yield ok('endpoint', `${connection.endpoint} answers`);
      yield unlisted('model', 'The endpoint does not list its models.', connection);
      return;
    }
    yield problem(
      error instanceof ModelError && error.reason === 'authentication' ? 'key' : 'endpoint',
      error,
    );
  }
}

/**
 * The models that a provider's server lists.
 * @throws UsageError where its key or address is missing; ModelError where there is no good answer
 */
export async function offeredModels(
  provider: NetworkProvider,
  { environment, timeoutMs }: { readonly environment: Environment; readonly timeoutMs: number },
): Promise<readonly string[]> {
  return listModels(provider, resolveConnection(provider, { environment }), environment, timeoutMs);
}

async function listModels(
  provider: NetworkProvider,
  connection: Connection,
  environment: Environment,
  timeoutMs: number,
): Promise<readonly string[]> {
  const { HttpClient } = await import('./http/http-client.ts');
  const { readFailure } = await import('./http/failures.ts');
  const { refuseWebPage } = await import('./http/web-page.ts');
  const client = new HttpClient({
    origin: connection.origin,
    connectTimeoutMs: timeoutMs,
    connections: 1,
    environment,
  });
  const query = [connection.query.slice(1), provider.facts.listQuery ?? ''].filter((part) => part !== '');
  const path = `${connection.path}/models${query.length === 0 ? '' : `?${query.join('&')}`}`;
  try {
    const response = await client.send(
      { method: 'GET', path, headers: { ...connection.headers }, body: null, timeoutMs },
      new AbortController().signal,
    );
    if (response.status >= 200 && response.status < 300) {
      refuseWebPage(response, { id: provider.title, ...connection });
      return namesIn(response.body);
    }
    const failure = readFailure(response, { id: provider.title, ...connection });
    throw failure.kind === 'filtered'
      ? new ModelError('The content filter of the endpoint stopped the request.', { reason: 'bad-request' })
      : failure.error;
  } finally {
    await client.close();
  }
}

/** `{data: [{id}]}`, `{models: [{name: "models/..."}]}` or a bare list. */
function namesIn(body: string): string[] {
  const parsed = parseJson(body);
  const list = field(parsed, 'data') ?? field(parsed, 'models') ?? parsed;
  if (!Array.isArray(list)) {
    throw new ModelError('The list of models is not a list.', { reason: 'malformed-response' });
  }
  return list
    .map((item) => textField(item, 'id') ?? textField(item, 'name'))
    .filter((name) => name !== undefined)
    .map((name) => name.replace(/^models\//, ''));
}

function modelStep(model: string, listed: readonly string[]): CheckResult {
  // Ollama lists "llama3.1:latest" for what is asked for as "llama3.1".
  const isListed = listed.includes(model) || listed.includes(`${model}:latest`);
  if (isListed) return ok('model', `${model} is offered`);
  if (listed.length === 0) {
    return { step: 'model', outcome: 'unknown', message: 'The endpoint lists no models.', advice: null };
  }
  return {
    step: 'model',
    outcome: 'problem',
    message: `${model} is not among the models that the endpoint lists (${listed.length}).`,
    advice: `The nearest is ${closest(model, [...listed])}.`,
  };
}

function unlisted(step: CheckStep, message: string, { baseUrlVariable }: Connection): CheckResult {
  const where = baseUrlVariable === null ? '' : ` in ${baseUrlVariable}`;
  const advice = `If calls end in "not found", check the model's name and the base URL${where}.`;
  return { step, outcome: 'unknown', message, advice };
}

function ok(step: CheckStep, message: string): CheckResult {
  return { step, outcome: 'ok', message, advice: null };
}

function problem(step: CheckStep, error: unknown): CheckResult {
  if (error instanceof HvsbError) {
    return {
      step,
      outcome: 'problem',
      message: error.message,
      advice: error.advice ?? error.expected ?? null,
    };
  }
  throw error;
}
