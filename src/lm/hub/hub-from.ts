import { UsageError } from '../../errors/errors.ts';
import type { Hub } from './hub.ts';

const standardEndpoint = 'https://huggingface.co';

/**
 * The hub that the environment names: `HF_ENDPOINT`, else huggingface.co; `HF_TOKEN`.
 * @throws UsageError where the endpoint is no address, or the token cannot be sent.
 */
export function hubFrom(environment: Readonly<Record<string, string | undefined>>): Hub {
  const endpoint = (environment.HF_ENDPOINT?.trim() || standardEndpoint).replace(/\/+$/, '');
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new UsageError('The address of the hub cannot be used.', {
      where: 'HF_ENDPOINT',
      expected: `an address such as ${standardEndpoint}`,
      found: endpoint,
    });
  }
  const token = environment.HF_TOKEN?.trim() || null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError('The token has a character that no token has.', {
      where: 'HF_TOKEN',
      advice: 'Copy it again from the settings of your account, without quotes or spaces.',
    });
  }
  return { endpoint, token };
}
