import { closest } from 'fastest-levenshtein';
import type { Model } from '../core/model.ts';
import { UsageError } from '../errors/errors.ts';
import { aiSdkProviders } from './ai-sdk/ai-sdk-providers.ts';
import { BalancedModel } from './balanced-model.ts';
import { baselineProvider } from './baseline/baseline.ts';
import { azureProvider } from './chat-completions/azure-provider.ts';
import { chatCompletionsProviders } from './chat-completions/chat-completions-providers.ts';
import { checkpointProviders } from './checkpoint/checkpoint-providers.ts';
import {
  type ConnectionOptions,
  foreignHost,
  givenBaseUrls,
  keyDestinationsOf,
  resolveConnection,
  resolveEndpoint,
} from './connection.ts';
import { ggufProvider } from './gguf/gguf-provider.ts';
import type { KeyDestination } from './keys/key-hosts.ts';
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
  /** Whether `baseUrl` is from a study file: then it has to be the provider's, or of `allowHosts`. */
  readonly isFromFile?: boolean;
  /** Hosts that keys may be sent to although a file names them and they are not their provider's. */
  readonly allowHosts?: readonly string[];
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
  const environment = options.environment ?? process.env;
  if (provider.kind === 'offline') return provider.open({ id: name, model, environment });
  const given = connectionOptions(options);
  const { urls, isFromFile } = givenBaseUrls(provider, given);
  const open = (address: ConnectionOptions) =>
    provider.open({
      id: name,
      model,
      connection: resolveConnection(provider, address),
      callTimeoutMs: options.callTimeoutMs ?? 600_000,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      connections: options.connections ?? null,
      environment,
    });
  if (urls.length < 2) return open(given);
  const [first, ...others] = urls.map((baseUrl) => ({ ...given, baseUrl, isFromFile }));
  return new BalancedModel([await open(first ?? given), ...(await Promise.all(others.map(open)))]);
}

/**
 * Where the keys of the model of this name are sent; empty where none is.
 * @throws UsageError for an unknown provider or a base URL that is none
 */
export function keyDestinationsFor(name: string, options: OpenModelOptions): readonly KeyDestination[] {
  const { provider } = parseModelName(name, options.providers);
  return provider.kind === 'offline' ? [] : keyDestinationsOf(provider, connectionOptions(options));
}

/** The first host that a file would have a key of the model sent to, and that nobody allowed; null where there is none. */
export function foreignHostFor(name: string, options: OpenModelOptions): KeyDestination | null {
  const { provider } = parseModelName(name, options.providers);
  return provider.kind === 'offline' ? null : foreignHost(provider, connectionOptions(options));
}

/** What of the options says where a model is. */
export function connectionOptions({
  environment = process.env,
  baseUrl,
  headers,
  isFromFile,
  allowHosts,
}: Pick<
  OpenModelOptions,
  'environment' | 'baseUrl' | 'headers' | 'isFromFile' | 'allowHosts'
>): ConnectionOptions {
  return {
    environment,
    ...(headers === undefined ? {} : { headers }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(isFromFile === undefined ? {} : { isFromFile }),
    ...(allowHosts === undefined ? {} : { allowHosts }),
  };
}

/** The providers that come with the package. Others are passed in beside them. */
export const providers: readonly Provider[] = [
  ...chatCompletionsProviders,
  azureProvider,
  ...aiSdkProviders,
  ...checkpointProviders,
  ggufProvider,
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
  if (provider.kind === 'offline') {
    return {
      id: name,
      endpoint: provider.endpoint(model, options.environment ?? process.env),
      remote: false,
    };
  }
  const endpoint = resolveEndpoint(provider, connectionOptions(options));
  return { id: name, endpoint, remote: true };
}

/** Values of all variables that hold keys, for `redact`: those of the providers, and any that is named like one. */
export function secretsIn(environment: Environment, all: readonly Provider[] = providers): readonly string[] {
  const known = new Set(
    all.flatMap((provider) => {
      if (provider.kind !== 'network') return [];
      return [...provider.facts.keyVariables, ...(provider.facts.secretVariables ?? [])];
    }),
  );
  return Object.entries(environment)
    .filter(([name]) => known.has(name) || /(?:API_?KEY|TOKEN|SECRET|PASSWORD)$/i.test(name))
    .map(([, value]) => value?.trim() ?? '')
    .filter((value) => value.length >= shortestSecret);
}

// Something shorter is a word, and would be taken out of sentences.
const shortestSecret = 8;
