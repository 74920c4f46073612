import { hostname, networkInterfaces } from 'node:os';

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
