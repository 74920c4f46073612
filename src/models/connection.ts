import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { packageVersion } from '../core/package-version.ts';
import { UsageError } from '../errors/errors.ts';
import { headerVariable, holdKey, resolveHeaders } from './given-headers.ts';
import { isPrivateHost } from './http/addresses.ts';
import {
  headerDestination,
  isVariableOfFile,
  type KeyDestination,
  keyDestination,
  noteVariablesOfFile,
} from './keys/key-hosts.ts';
import type { Connection, ConnectionFacts, Environment, NetworkProvider } from './provider.ts';

/** How this program names itself to servers. */
const userAgent = `hvsb/${packageVersion()}`;

export interface ConnectionOptions {
  readonly environment: Environment;
  /** Takes precedence over the variable and the default. */
  readonly baseUrl?: string;
  /** Sent with every request; `$VARIABLE` in a value is replaced by what the environment holds. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether `baseUrl` is from a study file, which somebody else may have written. */
  readonly isFromFile?: boolean;
  /** Hosts that keys may be sent to although a file names them and they are not their provider's. */
  readonly allowHosts?: readonly string[];
}

/**
 * Finds a provider's address and key.
 * @throws UsageError naming the variable that is missing or wrong, never its value; or the host that a file would have the key sent to
 */
export function resolveConnection(provider: NetworkProvider, options: ConnectionOptions): Connection {
  const facts = factsOf(provider, options);
  const key = firstSet(facts.keyVariables, options.environment);
  const givenHeaders = resolveHeaders(options.headers ?? {}, options.environment);
  if (key === null && facts.needsKey && !holdKey(givenHeaders)) throw missingKey(provider.title, facts);
  if (key !== null) checkKey(key);
  const { url, path, userInfo } = findBaseUrl(provider, options);
  const foreign = foreignHost(provider, options);
  if (foreign !== null) throw notAllowed(provider, foreign);
  return {
    endpoint: `${url.origin}${path}`,
    origin: url.origin,
    path,
    query: url.search,
    key: key?.value ?? null,
    headers: {
      'user-agent': userAgent,
      accept: 'application/json',
      ...authorization(facts, key?.value ?? null, userInfo),
      ...givenHeaders,
    },
    givenHeaders,
    secrets: [
      ...(key === null ? [] : [key.value]),
      ...(facts.secretVariables ?? []).flatMap((name) => firstSet([name], options.environment)?.value ?? []),
      ...secretsOf(userInfo),
      ...secretParameters(url),
      ...secretHeaders(givenHeaders),
    ],
    keyVariable: key?.name ?? facts.keyVariables[0] ?? null,
    baseUrlVariable: facts.baseUrlVariables[0] ?? null,
    ownServer: facts.ownServer || isPrivateHost(url.hostname),
  };
}

/**
 * The endpoint alone, for which no key is needed.
 * @throws UsageError
 */
export function resolveEndpoint(provider: NetworkProvider, options: ConnectionOptions): string {
  const { url, path } = findBaseUrl(provider, options);
  return `${url.origin}${path}`;
}

/** What the provider is like with these variables. */
export function factsOf(
  { facts, factsIn }: NetworkProvider,
  { environment }: Pick<ConnectionOptions, 'environment'>,
): ConnectionFacts {
  return factsIn === undefined ? facts : factsIn(environment);
}

/** The addresses that the options or a variable give, each of a server with the same model; empty where none is given. */
export function givenBaseUrls(
  provider: NetworkProvider,
  { environment, baseUrl, isFromFile = false }: ConnectionOptions,
): { readonly urls: readonly string[]; readonly from: string; readonly isFromFile: boolean } {
  if (baseUrl !== undefined) return { urls: splitBaseUrls(baseUrl), from: 'base URL', isFromFile };
  const found = firstSet(provider.facts.baseUrlVariables, environment);
  if (found === null) return { urls: [], from: '', isFromFile: false };
  const { name, value } = found;
  return { urls: splitBaseUrls(value), from: name, isFromFile: isVariableOfFile(environment, name) };
}

/** Separated by commas or spaces. A comma within an address stays. */
function splitBaseUrls(text: string): string[] {
  return text
    .trim()
    .split(/[\s,]+(?=https?:\/\/)/i)
    .map((url) => url.trim())
    .filter((url) => url !== '');
}

/**
 * Where the keys of a model are sent, a host each; empty where there are none to send. Its own key goes everywhere; a variable in a
 * header too.
 * @throws UsageError for a base URL that is none
 */
export function keyDestinationsOf(
  provider: NetworkProvider,
  options: ConnectionOptions,
): readonly KeyDestination[] {
  const facts = factsOf(provider, options);
  const own = firstSet(facts.keyVariables, options.environment)?.name;
  const inHeader = headerVariable(options.headers ?? {});
  const isSent = facts.sentAs !== undefined || (facts.needsKey && inHeader === undefined);
  const variable = own ?? (isSent ? facts.keyVariables[0] : undefined);
  if (variable === undefined && inHeader === undefined) return [];
  const { urls, from } = givenBaseUrls(provider, options);
  const addresses =
    urls.length === 0 ? [findBaseUrl(provider, options)] : urls.map((url) => readBaseUrl(url, from, facts));
  return addresses.flatMap(({ url }) => [
    ...(variable === undefined ? [] : [keyDestination(facts, variable, url)]),
    ...(inHeader === undefined ? [] : [headerDestination(facts, inHeader, url)]),
  ]);
}

/** Where a file would have a key sent that is not the provider's host and that nobody allowed; null where none would. */
export function foreignHost(provider: NetworkProvider, options: ConnectionOptions): KeyDestination | null {
  if (!givenBaseUrls(provider, options).isFromFile) return null;
  const { sentAs, keyVariables } = factsOf(provider, options);
  const isSet = sentAs !== undefined || firstSet(keyVariables, options.environment) !== null;
  if (!isSet && headerVariable(options.headers ?? {}) === undefined) return null;
  const allowed = options.allowHosts ?? [];
  const isAllowed = (host: string) =>
    allowed.includes(host) || allowed.includes(new URL(`http://${host}`).hostname);
  const foreign = keyDestinationsOf(provider, options).filter(({ isProviders }) => !isProviders);
  return foreign.find(({ host }) => !isAllowed(host)) ?? null;
}

function findBaseUrl(provider: NetworkProvider, options: ConnectionOptions): BaseUrl {
  const facts = factsOf(provider, options);
  const { urls, from } = givenBaseUrls(provider, options);
  const [first] = urls;
  if (first !== undefined) return readBaseUrl(first, from, facts);
  if (options.baseUrl !== undefined) return readBaseUrl(options.baseUrl, 'base URL', facts);
  if (facts.defaultBaseUrl === null) throw missingBaseUrl(provider);
  return readBaseUrl(facts.defaultBaseUrl, provider.id, facts);
}

export interface Found {
  readonly name: string;
  readonly value: string;
}

/** The first of these variables that holds anything, without blanks around it. */
export function firstSet(names: readonly string[], environment: Environment): Found | null {
  for (const name of names) {
    const value = environment[name]?.trim() ?? '';
    if (value !== '') return { name, value };
  }
  return null;
}

function checkKey({ name, value }: Found): void {
  if (/^[\x21-\x7e]+$/.test(value)) return;
  throw new UsageError(`${name} holds characters that no key has (spaces or letters beyond ASCII).`, {
    advice: 'Copy the key again; quotes and line breaks do not belong to it.',
  });
}

interface BaseUrl {
  readonly url: URL;
  readonly path: string;
  /** `name:password` where the address holds them. */
  readonly userInfo: string | null;
}

function readBaseUrl(given: string, from: string, facts: ConnectionFacts): BaseUrl {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('This is not an address that can be called.', {
      where: from,
      expected: 'http:// or https:// with a host, for example http://127.0.0.1:8000/v1',
    });
  }
  const path = url.pathname.replace(/\/+$/, '');
  return {
    url,
    path: path === '' ? (facts.versionPath ?? '') : path,
    userInfo:
      url.username === '' ? null : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`,
  };
}

function basic(userInfo: string): string {
  return Buffer.from(userInfo).toString('base64');
}

function secretsOf(userInfo: string | null): string[] {
  if (userInfo === null) return [];
  const password = userInfo.slice(userInfo.indexOf(':') + 1);
  return [userInfo, basic(userInfo), password];
}

/** Values of the query's parameters that are named like a secret, plain and as the query spells them: servers echo paths. */
function secretParameters({ search }: URL): string[] {
  return search
    .slice(1)
    .split('&')
    .flatMap((part) => [...new URLSearchParams(part)].map((pair) => [...pair, part]))
    .filter(([name = '', value]) => value !== '' && /key|token|secret|passw|auth|sig|^code$/i.test(name))
    .flatMap(([, value = '', part = '']) => [value, part.slice(part.indexOf('=') + 1)]);
}

/** Values of headers, each whole and without a word such as `Bearer` before it. A short one is a word that answers hold too. */
function secretHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.values(headers)
    .flatMap((value) => [value, value.replace(/^\w+ +/, '')])
    .filter((value) => value.length >= shortestSecret);
}

const shortestSecret = 8;

function authorization(
  facts: ConnectionFacts,
  key: string | null,
  userInfo: string | null,
): Readonly<Record<string, string>> {
  if (key !== null) return facts.authorization(key);
  return userInfo === null ? {} : { authorization: `Basic ${basic(userInfo)}` };
}

function missingKey(title: string, facts: ConnectionFacts): UsageError {
  const [first, ...others] = facts.keyVariables;
  return new UsageError(`There is no key for ${title}: the variable ${first} is not set.`, {
    advice:
      facts.keyAdvice ??
      `Set ${[first, ...others].join(' or ')} in the environment or in a file named .env; it is never stored.`,
  });
}

function notAllowed({ title }: NetworkProvider, { variable, what, host }: KeyDestination): UsageError {
  const sent = what === variable ? `The key in ${variable}` : what;
  return new UsageError(`${sent} would be sent to ${host}, which is not a host of ${title}.`, {
    expected: `an address of ${title}, or your word that this host may have the key`,
    advice: `The address is from a study file or from .env. If you trust this host, add "--allow-host ${host}" (allowHosts in a program).`,
  });
}

function missingBaseUrl({ id, facts }: NetworkProvider): UsageError {
  return new UsageError(`The provider ${id} has no address of its own.`, {
    advice: `Set ${facts.baseUrlVariables[0]}, for example to ${facts.exampleBaseUrl ?? 'http://127.0.0.1:8000/v1'}.`,
  });
}

/**
 * The variables of the process, and those of a file named `.env` in the folder that the process does not have.
 * The process itself is left as it is, so nothing of the file reaches programs that it starts.
 * @example
 * const model = await openModel('openai:gpt-4o-mini', { environment: loadEnvironment(process.cwd()) });
 */
export function loadEnvironment(folder: string, own: Environment = process.env): Environment {
  const file = join(folder, '.env');
  if (!existsSync(file)) return own;
  const given = parseEnv(readFileSync(file, 'utf8'));
  return noteVariablesOfFile(
    { ...given, ...own },
    Object.keys(given).filter((name) => own[name] === undefined),
  );
}
