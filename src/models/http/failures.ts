import { ModelError, type ModelErrorReason } from '../../errors/errors.ts';
import { redact } from '../keys/redact.ts';
import { isFilteredError } from '../response/content-filters.ts';
import { askedWaitMs } from './asked-wait.ts';
import type { HttpResponse } from './exchange.ts';
import { type ErrorBody, readErrorBody, refusedSetting, type SettingField } from './json-body.ts';
import { describePage, pageAdvice, readWebPage, type WebPage } from './web-page.ts';

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
  const error = toError(response, body, asked);
  const { reason } = error;
  const field = reason === 'bad-request' ? refusedSetting(body) : null;
  return field === null ? { kind: 'error', error } : { kind: 'refused-setting', field, error };
}

/** An error that came with status 200, inside the body. `code` is a number where the provider gives a status there. */
export function errorInBody(body: string, code: number | null, asked: Asked): ModelError {
  const response = { status: code !== null && code >= 400 ? code : 500, headers: {}, body };
  return toError(response, readErrorBody(body), asked);
}

const noCredit =
  /insufficient_quota|billing|credit balance|insufficient (?:balance|credit|funds)|exceeded_current_quota/i;

const wrongKey = /api_key_invalid|invalid_api_key|api key not valid/i;

/** A wait below this does not renew what is counted by the day. */
const shortWaitMs = 600_000;

/**
 * Whether a 429 says that waiting will not help: no credit, or the day's allowance is used up. Google words its limits
 * by the minute as a matter of "plan and billing" too, and names a wait with them.
 */
function isSpent({ codes, message }: ErrorBody, waitMs: number | null): boolean {
  if (codes.some((code) => /insufficient_quota/.test(code))) return true;
  if (codes.some((code) => /per_?day/.test(code))) return waitMs === null || waitMs < shortWaitMs;
  return (
    waitMs === null &&
    /insufficient_quota|billing|credit balance|\b(?:tokens|requests) per day\b/i.test(message)
  );
}

/** llama.cpp, Ollama, vLLM, LM Studio and Hugging Face, each in its own words. */
const saysLoading =
  /\bloading (?:the )?model|model\b.{0,80}\bis (?:currently |still |being )*(?:loading|loaded|starting)|\bloading\b.{0,20}\btry again|(?:model|server|worker)s? (?:is |are )?(?:warming|starting) up|cold start/i;
const loadingStatuses: ReadonlySet<number> = new Set([409, 425, 500, 502, 503, 504, 529]);

/** By which a refusal with 403 says that it is the key's, and not the prompt's. */
const saysKey =
  /\b(?:api[ _-]?)?keys?\b|token|credential|permission|account|authori[sz]|authenticat|access to|subscription/i;
const saysContent = /\bblocked\b|content|policy|policies|unsafe|inappropriate|prompt|firewall|\bwaf\b/i;

/** Templates of open models, vLLM, Google and OpenAI's first reasoning models. */
const saysNoSystemRole =
  /system (?:role|messages?|prompts?|instructions?) (?:is|are) not (?:supported|allowed|enabled)|(?:system|developer) (?:role|messages?|instructions?) not supported|developer instruction is not enabled|(?:not|n['’]t) support (?:the )?["'`]?system\b|only user and assistant roles are supported|conversation roles must alternate user\/assistant\/user/i;

function reasonFor(
  status: number,
  body: ErrorBody,
  page: WebPage | null,
  waitMs: number | null,
): ModelErrorReason {
  const { codes, message } = body;
  const said = `${codes.join(' ')} ${message}`;
  if (loadingStatuses.has(status) && saysLoading.test(message)) return 'loading';
  if (status < 600 && status !== 429 && saysNoSystemRole.test(message)) return 'no-system-role';
  if (status === 401) return 'authentication';
  if (status === 403) return concernsPrompt(said, page) ? 'bad-request' : 'authentication';
  if (status === 402) return 'quota';
  if (status === 429) return isSpent(body, waitMs) ? 'quota' : 'rate-limit';
  if (status === 404) return 'not-found';
  if (status === 408 || status === 409 || status === 425 || status >= 500) return 'server';
  if (status === 400 && wrongKey.test(said)) return 'authentication';
  if (status === 400 && noCredit.test(said)) return 'quota';
  return 'bad-request';
}

/** Firewalls and gateways answer a prompt that they mind with 403, which elsewhere means the key. */
function concernsPrompt(said: string, page: WebPage | null): boolean {
  if (page !== null) return page.kind !== 'login';
  return saysContent.test(said) && !saysKey.test(said);
}

/** Of these no request to this address is answered, whatever is in it: it is moved, takes no POST, or a proxy asks for a login. */
const addressStatuses: ReadonlySet<number> = new Set([
  301, 302, 303, 305, 307, 308, 405, 407, 411, 501, 505, 511,
]);

const longestMessage = 600;

function toError(response: HttpResponse, body: ErrorBody, asked: Asked): ModelError {
  const { status } = response;
  const page = readWebPage(response);
  const wait = askedWaitMs(response, Date.now());
  const reason = reasonFor(status, body, page, wait);
  // Redacted before it is cut: a cut could leave the first half of a key.
  const said =
    page === null
      ? redact(body.message, asked.secrets).replace(/\s+/g, ' ').slice(0, longestMessage)
      : `${describePage(page, asked.secrets)}.`;
  const advice = page !== null && status < 500 ? pageAdvice(page, asked) : adviceFor(reason, response, asked);
  return new ModelError(`HTTP ${status}${said === '' ? '' : `: ${said}`}`, {
    reason,
    status,
    where: `${asked.id} at ${asked.endpoint}`,
    concernsServer: addressStatuses.has(status) || (page?.kind === 'login' && status < 500),
    ...(wait === null ? {} : { retryAfterMs: wait }),
    ...(advice === null ? {} : { advice }),
  });
}

function adviceFor(reason: ModelErrorReason, { status, headers }: HttpResponse, asked: Asked): string | null {
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
    const { location } = headers;
    const elsewhere =
      typeof location === 'string' ? ` (${redact(location, asked.secrets).slice(0, 200)})` : '';
    return `The server sends requests elsewhere${elsewhere}; give the address it names in ${baseUrlVariable}.`;
  }
  if (status === 405 && baseUrlVariable !== null) {
    return `The address takes no requests of this kind; check the base URL in ${baseUrlVariable}.`;
  }
  if (status === 407) return 'The proxy asks for a name and a password: give them in HTTPS_PROXY.';
  return null;
}
