import type { Hub } from './hub.ts';

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The `Authorization` header for an address: to the hub's own origin only, and never in clear over a network. */
export function hubAuthorization(hub: Hub, url: URL): string | null {
  const unheard = url.protocol === 'https:' || loopback.has(url.hostname);
  const own = url.origin === new URL(hub.endpoint).origin;
  return hub.token !== null && own && unheard ? `Bearer ${hub.token}` : null;
}
