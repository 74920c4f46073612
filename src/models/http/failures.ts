import { ModelError, type ModelErrorReason } from '../../errors/errors.ts';
import { redact } from '../keys/redact.ts';
import { isFilteredError } from '../response/content-filters.ts';
import type { HttpResponse } from './exchange.ts';
import { type ErrorBody, readErrorBody, refusedSetting, type SettingField } from './json-body.ts';
import { retryAfterMs } from './rate-limits.ts';

/** What an unsuccessful response means. */
export type Failure =
  /** The request may be sent again without this setting. */
  | { readonly kind: 'refused-setting'; readonly field: SettingField; readonly error: ModelError }
  /** The provider's content filter stopped the request: an answer of its own kind, not an error. */
  | { readonly kind: 'filtered' }
  | { readonly kind: 'error'; readonly error: ModelError };

/** Who was asked, to say so in errors and to keep keys out of them. */
export interface Asked {
  /** As the user names it. */
  readonly id: string;
  readonly endpoint: string;
  readonly secrets: readonly string[];
  /** Variable that holds the key, and the one that holds the base URL. */
  readonly keyVariable: string | null;
  readonly baseUrlVariable: string | null;
}

/** Sorts a response whose status is not 2xx. The error carries the server's own message, without keys. */
export function readFailure(response: HttpResponse, asked: Asked): Failure {
  const body = readErrorBody(response.body);
  if (isFilteredError(response.status, response.body)) return { kind: 'filtered' };
  const reason = reasonFor(response.status, body);
  const error = toError(response, body, reason, asked);
  const field = reason === 'bad-request' ? refusedSetting(body) : null;
  return field === null ? { kind: 'error', error } : { kind: 'refused-setting', field, error };
}

/** An error that came with status 200, inside the body. `code` is a number where the provider gives a status there. */
export function errorInBody(body: string, code: number | null, asked: Asked): ModelError {
  const response = { status: code !== null && code >= 400 ? code : 500, headers: {}, body };
  return toError(response, readErrorBody(body), reasonFor(response.status, readErrorBody(body)), asked);
}

const noCredit =
  /insufficient_quota|billing|credit balance|insufficient (?:balance|credit|funds)|exceeded_current_quota/i;

const wrongKey = /api_key_invalid|invalid_api_key|api key not valid/i;

/**
 * Whether a 429 says that waiting will not help: no credit, or the day's allowance is used up. Google words its limits
 * by the minute as a matter of "plan and billing" too, and names a wait with them.
 */
function isSpent({ codes, message, retryAfterMs: wait }: ErrorBody): boolean {
  if (codes.some((code) => /insufficient_quota|per_?day/.test(code))) return true;
  return wait === undefined && /insufficient_quota|billing|credit balance/i.test(message);
}

function reasonFor(status: number, body: ErrorBody): ModelErrorReason {
  const { codes, message } = body;
  const said = `${codes.join(' ')} ${message}`;
  if (status === 401 || status === 403) return 'authentication';
  if (status === 402) return 'quota';
  if (status === 429) return isSpent(body) ? 'quota' : 'rate-limit';
  if (status === 404) return 'not-found';
  if (status === 408 || status === 409 || status === 425 || status >= 500) return 'server';
  if (status === 400 && wrongKey.test(said)) return 'authentication';
  if (status === 400 && noCredit.test(said)) return 'quota';
  return 'bad-request';
}

const longestMessage = 600;

function toError(
  response: HttpResponse,
  body: ErrorBody,
  reason: ModelErrorReason,
  asked: Asked,
): ModelError {
  const { status } = response;
  // Redacted before it is cut: a cut could leave the first half of a key.
  const said = redact(body.message, asked.secrets).replace(/\s+/g, ' ').slice(0, longestMessage);
  const wait = retryAfterMs(response.headers, Date.now()) ?? body.retryAfterMs;
  const advice = adviceFor(reason, status, asked);
  return new ModelError(`HTTP ${status}${said === '' ? '' : `: ${said}`}`, {
    reason,
    status,
    where: `${asked.id} at ${asked.endpoint}`,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(advice === null ? {} : { advice }),
  });
}

function adviceFor(reason: ModelErrorReason, status: number, asked: Asked): string | null {
  const { keyVariable, baseUrlVariable } = asked;
  if (reason === 'authentication' && keyVariable !== null) {
    return `Check the key in ${keyVariable} and what it may be used for.`;
  }
  if (reason === 'not-found') {
    return `Check the model's name; "hvsb doctor" lists what the endpoint offers.${baseUrlVariable === null ? '' : ` A base URL of your own (${baseUrlVariable}) usually ends in /v1.`}`;
  }
  if (reason === 'quota')
    return 'The account has no credit left, or a limit of spending or of the day was reached.';
  if (status >= 300 && status < 400 && baseUrlVariable !== null) {
    return `The server sends requests elsewhere; give the address it names in ${baseUrlVariable}.`;
  }
  return null;
}
