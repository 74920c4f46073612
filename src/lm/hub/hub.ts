import { UsageError } from '../../errors/errors.ts';

/** A hub of models, and the user's access token for it. */
export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Secret: goes into the `Authorization` header and nowhere else. */
  readonly token: string | null;
}

const standardEndpoint = 'https://huggingface.co';

/**
 * The hub that the environment names: `HF_ENDPOINT`, else huggingface.co; `HF_TOKEN`.
 * @throws UsageError if the endpoint is not an address, or the token is not valid.
 */
export function hubFrom(environment: Readonly<Record<string, string | undefined>>): Hub {
  const endpoint = (environment.HF_ENDPOINT?.trim() || standardEndpoint).replace(/\/+$/, '');
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new UsageError('The address of the hub is not valid.', {
      where: 'HF_ENDPOINT',
      expected: `an address such as ${standardEndpoint}`,
      found: endpoint,
    });
  }
  const token = environment.HF_TOKEN?.trim() || null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError('The token contains a character that is not allowed.', {
      where: 'HF_TOKEN',
      advice: 'Copy it again from the settings of your account, without quotes or spaces.',
    });
  }
  return { endpoint, token };
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The `Authorization` header for an address: to the hub's own origin only, and never unencrypted over a network. */
export function hubAuthorization(hub: Hub, url: URL): string | null {
  const isPrivate = url.protocol === 'https:' || loopback.has(url.hostname);
  const own = url.origin === new URL(hub.endpoint).origin;
  return hub.token !== null && own && isPrivate ? `Bearer ${hub.token}` : null;
}
