import { hostname, networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';
import { isLoopback } from './guard.ts';

/** An interface's addresses as `os.networkInterfaces` gives them. */
type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * Where others open a page: every address of this machine under which the server can be reached, those of the network
 * first and the host name after them. Of a server that listens on one address, that one.
 *
 * @param host that the server listens on.
 * @param port that it got.
 * @example
 * reachableAddresses('0.0.0.0', 4780); // http://192.0.2.2:4780/, http://lab-pc:4780/
 */
export function reachableAddresses(
  host: string,
  port: number,
  interfaces: Interfaces = networkInterfaces(),
  name: string = hostname(),
): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::') return [pageAddress(host, port)];
  const outside = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .filter(({ internal, family, scopeid }) => !internal && isAskedFor(family, scopeid, host));
  const addresses = outside
    .toSorted((one, other) => Number(one.family === 'IPv6') - Number(other.family === 'IPv6'))
    .map(({ address }) => address);
  return [...addresses, name].map((each) => pageAddress(each, port));
}

/** A link-local address of IPv6 names an interface of the machine that asks, so no address can be given for it. */
function isAskedFor(family: string, scopeid: number | undefined, host: string): boolean {
  return family === 'IPv4' || (host === '::' && (scopeid ?? 0) === 0);
}

function pageAddress(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}

/** Where a rating page is served. */
export interface RatingPlace {
  /** Of the page, as the server knows it. */
  readonly url: string;
  readonly host: string;
  readonly token: string | null;
  readonly organiserToken: string;
  /** Whether raters come from Prolific. */
  readonly isProlific?: boolean;
  /** Names of a proxy in front, which the world reaches it by. */
  readonly alsoKnownAs?: readonly string[];
}

/** The addresses of raters, as others can open them, and that of the organiser, which is not for them. */
export function ratingAddresses(place: RatingPlace): string {
  const { url, host, token, organiserToken } = place;
  const fragment = (parameters: Record<string, string>) => {
    const given = new URLSearchParams(parameters).toString();
    return given === '' ? '' : `#${given}`;
  };
  const session: Record<string, string> = token === null ? {} : { token };
  const own = new URL(url);
  own.hash = fragment({ ...session, organiser: organiserToken });
  const isShared = !isLoopback(host);
  const addresses = isShared ? reachableAddresses(host, Number(own.port || 80)) : [new URL('/', url).href];
  const raters = addresses.map((address) => `${address}${fragment(session)}`);
  const [first = url] = raters;
  return [
    isShared ? 'Raters open one of these:' : `Rate at ${first}`,
    ...(isShared ? raters.map((address) => `  ${address}`) : []),
    ...(isShared ? [renderUnicodeCompact(first, { border: 2 })] : []),
    `You, the organiser, see progress and agreement at ${own.href}`,
    'Raters must not have that address.',
    ...(token === null ? [] : [`To keep the address of the raters, start again with --token ${token}`]),
    ...(place.isProlific === true
      ? ['For Prolific, as the link of the study:', `  ${prolificAddress(first, place)}`]
      : []),
    '',
  ].join('\n');
}

/** The link that Prolific fills in for each participant. Its token is no fragment, which the platform may leave out. */
function prolificAddress(raters: string, { token, alsoKnownAs = [] }: RatingPlace): string {
  const [name] = alsoKnownAs;
  const { origin } = new URL(name === undefined ? raters : `https://${name}`);
  const filled = ['PROLIFIC_PID', 'STUDY_ID', 'SESSION_ID'].map((field) => `${field}={{%${field}%}}`);
  return `${origin}/?${[...filled, ...(token === null ? [] : [`token=${encodeURIComponent(token)}`])].join('&')}`;
}
