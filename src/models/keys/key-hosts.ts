import { isPrivateHost } from '../http/addresses.ts';
import type { ConnectionFacts, Environment } from '../provider.ts';

/** Where a key is sent. */
export interface KeyDestination {
  /** Variable that holds the key. */
  readonly variable: string;
  /** What is sent, for people: the variable, or what is made of it. */
  readonly what: string;
  /** With its port, where that is not the usual one. */
  readonly host: string;
  /** False where the key belongs to a provider and the host does not. */
  readonly isProviders: boolean;
}

/** Where a provider's key goes with this address. Servers of the user's own have keys of their own, and go anywhere. */
export function keyDestination(facts: ConnectionFacts, variable: string, address: URL): KeyDestination {
  const what = facts.sentAs ?? variable;
  return { variable, what, host: address.host, isProviders: isProvidersAddress(facts, address) };
}

/** Where a variable of a header goes. It may be any secret of the environment, so a server that is not a provider's has to be near. */
export function headerDestination(facts: ConnectionFacts, variable: string, address: URL): KeyDestination {
  const hasHosts = !facts.ownServer && (facts.defaultBaseUrl !== null || facts.ownDomains !== undefined);
  const isProviders = hasHosts ? isProvidersAddress(facts, address) : isPrivateHost(address.hostname);
  return { variable, what: variable, host: address.host, isProviders };
}

function isProvidersAddress(
  { defaultBaseUrl, ownServer, ownDomains }: ConnectionFacts,
  address: URL,
): boolean {
  if (ownDomains !== undefined) {
    return address.protocol === 'https:' && ownDomains.some((domain) => isWithin(address.hostname, domain));
  }
  if (ownServer || defaultBaseUrl === null) return true;
  const own = new URL(defaultBaseUrl);
  if (address.protocol !== own.protocol) return false;
  return isWithin(address.hostname, own.hostname.split('.').slice(-2).join('.'));
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

const variablesOfFile = new WeakMap<Environment, ReadonlySet<string>>();

/** Notes which variables of an environment come from a file rather than from the process. */
export function noteVariablesOfFile(environment: Environment, names: readonly string[]): Environment {
  variablesOfFile.set(environment, new Set(names));
  return environment;
}

export function isVariableOfFile(environment: Environment, name: string): boolean {
  return variablesOfFile.get(environment)?.has(name) ?? false;
}
