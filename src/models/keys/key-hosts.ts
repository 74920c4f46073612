import type { ConnectionFacts, Environment, NetworkProvider } from '../provider.ts';

/** Where a key is sent. */
export interface KeyDestination {
  /** Variable that holds the key. */
  readonly variable: string;
  /** With its port, where that is not the usual one. */
  readonly host: string;
  /** False where the key belongs to a provider and the host does not. */
  readonly isProviders: boolean;
}

/** Where a provider's key goes with this address. Servers of the user's own have keys of their own, and go anywhere. */
export function keyDestination(
  { facts }: Pick<NetworkProvider, 'facts'>,
  variable: string,
  address: URL,
): KeyDestination {
  return { variable, host: address.host, isProviders: isProvidersAddress(facts, address) };
}

function isProvidersAddress(
  { defaultBaseUrl, ownServer, ownDomains }: ConnectionFacts,
  address: URL,
): boolean {
  if (ownDomains !== undefined) {
    return (
      address.protocol === 'https:' && ownDomains.some((domain) => address.hostname.endsWith(`.${domain}`))
    );
  }
  if (ownServer || defaultBaseUrl === null) return true;
  const own = new URL(defaultBaseUrl);
  if (address.protocol !== own.protocol) return false;
  const domain = own.hostname.split('.').slice(-2).join('.');
  return (
    address.hostname === own.hostname ||
    address.hostname.endsWith(`.${domain}`) ||
    address.hostname === domain
  );
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
