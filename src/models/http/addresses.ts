import { BlockList, isIP } from 'node:net';

const privateRanges = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateRanges.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  privateRanges.addSubnet(network, prefix, 'ipv6');
}

/** Whether this host is this machine: its loopback addresses, and the one that means all of its addresses. */
export function isThisMachine(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1?)$/i.test(bare(hostname));
}

/**
 * Whether a host is this machine or one near it: a loopback or private address, a name without a dot, or one that only
 * a local network knows.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = bare(hostname);
  const version = isIP(host);
  if (version !== 0) return privateRanges.check(host, version === 4 ? 'ipv4' : 'ipv6');
  return (
    isThisMachine(host) ||
    !host.includes('.') ||
    /\.(?:local|lan|home|internal|intranet|home\.arpa)\.?$/i.test(host)
  );
}

/** `[::1]` → `::1` */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/**
 * Whether `NO_PROXY` names the host of this origin: by itself, by a domain that it belongs to (with or without a dot or
 * `*.` before it), by an address, or by a range of addresses (`10.0.0.0/8`, `fd00::/8`); each with or without a port; `*` names
 * all. Entries are separated by commas or spaces; one that cannot be read names nothing.
 */
export function isWithoutProxy(origin: string, noProxy: string): boolean {
  const { hostname, port, protocol } = new URL(origin);
  const host = bare(hostname).toLowerCase();
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => names(entry.toLowerCase(), host, ownPort));
}

function names(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInRange(entry, host);
  // An IPv6 address has colons of its own; with a port it is in brackets.
  const [, bracketed, name, givenPort] =
    /^(?:\[([^\]]+)\]|([^:]+|[^:]*:[^:]*:.*?))(?::(\d+))?$/.exec(entry) ?? [];
  const wanted = isIP(entry) === 6 ? entry : (bracketed ?? name ?? '');
  if (isIP(entry) !== 6 && givenPort !== undefined && givenPort !== port) return false;
  const domain = wanted.replace(/^\*?\.+/, '');
  return domain !== '' && (host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`)));
}

function isInRange(entry: string, host: string): boolean {
  const [network = '', bits = ''] = bare(entry).split('/');
  const [version, hostVersion] = [isIP(bare(network)), isIP(host)];
  const prefix = Number(bits);
  const mostBits = version === 4 ? 32 : 128;
  if (version === 0 || version !== hostVersion || !/^\d+$/.test(bits) || prefix > mostBits) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(bare(network), prefix, family);
  return range.check(host, family);
}
