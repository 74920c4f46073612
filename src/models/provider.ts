import type { Model } from '../core/model.ts';

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a provider is reached: which variables hold its key and address, and what it is like. */
export interface ConnectionFacts {
  /** Variables that may hold the key; the first that is set counts. The first is the one that errors name. */
  readonly keyVariables: readonly string[];
  readonly needsKey: boolean;
  readonly baseUrlVariables: readonly string[];
  /** Null where there is none and the user has to give one. */
  readonly defaultBaseUrl: string | null;
  /** Further variables whose values are secret: they go along with the key, or make it. */
  readonly secretVariables?: readonly string[];
  /** What is sent in place of a key, for people, where there are credentials for it: a signature, a token. */
  readonly sentAs?: string;
  /** What to do where there is no key; default to set one of its variables. */
  readonly keyAdvice?: string;
  /** Hosts that are the provider's, each with all below it; default those of the domain that the default address is of. */
  readonly ownDomains?: readonly string[];
  /** Shown where one is missing; default the address of a server on this machine. */
  readonly exampleBaseUrl?: string;
  /** The user's own machines: nothing is paid per token. */
  readonly ownServer: boolean;
  /** Headers that carry the key, for what this project sends itself. */
  readonly authorization: (key: string) => Readonly<Record<string, string>>;
  /** Added to a base URL that has no path, where vendors' tools disagree on whether the version belongs to it. */
  readonly versionPath?: string;
  /** Query of the request that lists models, default none; null where the server has no list at this address. */
  readonly listQuery?: string | null;
}

/** A connection with its address and key found. Lives in memory only. */
export interface Connection {
  /** The base URL as it may be shown and stored: no credentials, no query, no slash at its end. */
  readonly endpoint: string;
  /** Scheme, host and port of the base URL; its path (empty or `/v1`); its query (empty or `?...`), which goes with every request. */
  readonly origin: string;
  readonly path: string;
  readonly query: string;
  readonly key: string | null;
  /** Headers of every request: who asks, the key, and those that the user gave. */
  readonly headers: Readonly<Record<string, string>>;
  /** Those that the user gave alone, their names in lower case. */
  readonly givenHeaders: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly keyVariable: string | null;
  readonly baseUrlVariable: string | null;
  /** The server is the user's own, or is on this machine or a private network. */
  readonly ownServer: boolean;
}

interface Opening {
  /** As the user names it: `provider:model`. */
  readonly id: string;
  /** What the provider is, after its name. */
  readonly model: string;
  readonly environment: Environment;
}

/** What a provider of a network opens a model with. */
export interface NetworkOpening extends Opening {
  readonly connection: Connection;
  /** Bound on one call, from sending to its last byte; 0 for none. */
  readonly callTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Most connections to the endpoint; null for as many as there are calls in flight. */
  readonly connections: number | null;
}

/** A family of models under one name. To add one, see docs/add-a-provider.md. */
export type Provider = NetworkProvider | OfflineProvider;

/** Models that are called over HTTP. */
export interface NetworkProvider {
  readonly kind: 'network';
  /** The part before the colon. */
  readonly id: string;
  readonly title: string;
  /** A model name to show in messages. */
  readonly example: string;
  readonly facts: ConnectionFacts;
  /**
   * Comes before `facts` where address or key depend on further variables, such as a region.
   * @throws UsageError naming the variable that is missing or wrong
   */
  factsIn?(environment: Environment): ConnectionFacts;
  open(opening: NetworkOpening): Promise<Model>;
}

/** Baselines and recordings: no key, no network, no cost. */
export interface OfflineProvider {
  readonly kind: 'offline';
  readonly id: string;
  readonly title: string;
  readonly example: string;
  /**
   * Replaces an address, without opening the model: equal endpoints give equal answers to equal questions.
   * @throws HvsbError where the model cannot be there, such as a recording that does not exist
   */
  endpoint(model: string, environment?: Environment): string;
  open(opening: Opening): Promise<Model>;
  /** What a check says of a model that can be opened; default: that it answers here. */
  check?(opening: Opening): Promise<string>;
}
