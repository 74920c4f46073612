import { closest } from 'fastest-levenshtein';
import type { Model } from '../core/model.ts';
import { UsageError } from '../errors/errors.ts';
import { aiSdkProviders } from './ai-sdk/ai-sdk-providers.ts';
import { BalancedModel } from './balanced-model.ts';
import { baselineProvider } from './baseline/baseline.ts';
import { azureProvider } from './chat-completions/azure-provider.ts';
import { chatCompletionsProviders } from './chat-completions/chat-completions-providers.ts';
import { checkpointProviders } from './checkpoint/checkpoint-providers.ts';
import { givenBaseUrls, resolveConnection, resolveEndpoint } from './connection.ts';
import type { Environment, Provider } from './provider.ts';
import { replayProvider } from './replay/replay.ts';

/** How a model is reached; all of it may be left out. */
export interface OpenModelOptions {
  /** What model names may start with; default `providers`, to which `hvsb.config.ts` adds. */
  readonly providers?: readonly Provider[];
  /** Where keys and addresses are looked up, see `loadEnvironment`; default the process's own variables. */
  readonly environment?: Environment;
  /**
   * Takes precedence over the provider's variable and default. Several, separated by commas, are servers with the same model: calls
   * are spread over them, and stored under the first.
   */
  readonly baseUrl?: string;
  /** Sent with every request; `$VARIABLE` in a value is replaced by what the environment holds. Never stored. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bound on one call, from sending to its last byte; 0 for none; default ten minutes. */
  readonly callTimeoutMs?: number;
  /** Bound on opening a connection; default ten seconds. */
  readonly connectTimeoutMs?: number;
  /** Most connections to the endpoint; default as many as there are calls in flight. */
  readonly connections?: number;
}

/**
 * Opens the model of this name, `provider:model`. Nothing is sent yet: a wrong key shows with the first call,
 * or with `checkModel`. Models of one endpoint that are opened alike share its connections.
 * @throws UsageError for an unknown provider, a missing key (naming its variable) or a base URL that is none.
 * @example
 * const model = await openModel('ollama:llama3.1:8b');
 * const messages = [{ role: 'user' as const, content: 'Hello' }];
 * const { text } = await model.complete({ messages, sampling: {}, repeat: 0 }, new AbortController().signal);
 * await model.close();
 */
export async function openModel(name: string, options: OpenModelOptions = {}): Promise<Model> {
  const { provider, model } = parseModelName(name, options.providers);
  if (provider.kind === 'offline') return provider.open({ id: name, model });
  const environment = options.environment ?? process.env;
  const { baseUrl, headers = {} } = options;
  const open = (address: string | undefined) =>
    provider.open({
      id: name,
      model,
      connection: resolveConnection(provider, {
        environment,
        headers,
        ...(address === undefined ? {} : { baseUrl: address }),
      }),
      callTimeoutMs: options.callTimeoutMs ?? 600_000,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      connections: options.connections ?? null,
      environment,
    });
  const given = givenBaseUrls(provider, { environment, ...(baseUrl === undefined ? {} : { baseUrl }) });
  if (given.length < 2) return open(baseUrl);
  const [first, ...others] = given;
  return new BalancedModel([await open(first), ...(await Promise.all(others.map(open)))]);
}

/** The providers that come with the package. Others are passed in beside them. */
export const providers: readonly Provider[] = [
  ...chatCompletionsProviders,
  azureProvider,
  ...aiSdkProviders,
  ...checkpointProviders,
  baselineProvider,
  replayProvider,
];

export interface ModelName {
  readonly provider: Provider;
  /** The part after the first colon; it may hold colons and slashes itself. */
  readonly model: string;
}

/**
 * Splits `provider:model` at the first colon.
 * @throws UsageError that names the nearest provider where there is none of this name.
 */
export function parseModelName(name: string, known: readonly Provider[] = providers): ModelName {
  const colon = name.indexOf(':');
  const id = colon === -1 ? name : name.slice(0, colon);
  const model = colon === -1 ? '' : name.slice(colon + 1).trim();
  const provider = known.find((candidate) => candidate.id === id);
  if (provider === undefined) throw unknownProvider(name, id, known);
  if (model === '') {
    throw new UsageError(`"${name}" names no model.`, {
      expected: 'provider:model',
      advice: `For example ${provider.id}:${provider.example}.`,
    });
  }
  return { provider, model };
}

function unknownProvider(name: string, id: string, known: readonly Provider[]): UsageError {
  const ids = known.map((provider) => provider.id);
  const nearest = known.find((provider) => provider.id === closest(id.toLowerCase(), ids)) ?? known[0];
  const looksLikeModel = !name.includes(':') && name !== '';
  return new UsageError(
    looksLikeModel ? `"${name}" does not say which provider it is of.` : `There is no provider "${id}".`,
    {
      expected: `one of ${ids.join(', ')}, then a colon and the model's name`,
      advice: looksLikeModel
        ? `For example openai:${name}, or ${nearest?.id}:${nearest?.example}.`
        : `Did you mean ${nearest?.id}:${name.slice(id.length + 1) || nearest?.example}?`,
    },
  );
}

/**
 * What a model of this name would be, without opening it: no key is needed and nothing is sent. Enough to know
 * which of its calls are stored.
 * @throws UsageError for an unknown provider or a base URL that is none
 * @example
 * const { endpoint, remote } = describeModel('openai:gpt-4o-mini');
 */
export function describeModel(
  name: string,
  options: Pick<OpenModelOptions, 'environment' | 'baseUrl' | 'providers'> = {},
): Pick<Model, 'id' | 'endpoint' | 'remote'> {
  const { provider, model } = parseModelName(name, options.providers);
  if (provider.kind === 'offline') return { id: name, endpoint: provider.endpoint(model), remote: false };
  const { environment = process.env, baseUrl } = options;
  const endpoint = resolveEndpoint(provider, { environment, ...(baseUrl === undefined ? {} : { baseUrl }) });
  return { id: name, endpoint, remote: true };
}

/** Values of all variables that hold keys, for `redact`: those of the providers, and any that is named like one. */
export function secretsIn(environment: Environment, all: readonly Provider[] = providers): readonly string[] {
  const known = new Set(
    all.flatMap((provider) => (provider.kind === 'network' ? provider.facts.keyVariables : [])),
  );
  return Object.entries(environment)
    .filter(([name]) => known.has(name) || /(?:API_?KEY|TOKEN|SECRET|PASSWORD)$/i.test(name))
    .map(([, value]) => value?.trim() ?? '')
    .filter((value) => value.length >= shortestSecret);
}

// Something shorter is a word, and would be taken out of sentences.
const shortestSecret = 8;
