import type { LanguageModelV3GenerateResult } from '@ai-sdk/provider';
import type { Completion, Finish, Sampling } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import { answerBodyAsJson } from '../http/event-stream.ts';
import { type Asked, type Failure, readFailure } from '../http/failures.ts';
import type { HttpClient } from '../http/http-client.ts';
import { textField } from '../http/json-body.ts';
import { readRateLimits } from '../http/rate-limits.ts';
import { refuseWebPage } from '../http/web-page.ts';
import type { NetworkOpening } from '../provider.ts';
import { readFinish } from '../response/finish-reasons.ts';
import { readUsage, type TokenUsage } from '../response/token-usage.ts';

/**
 * The vendor's answer as a completion.
 * @throws ModelError `malformed-response` where there is nothing in it, `server` where the vendor stopped half way.
 */
export function readGeneration(
  result: LanguageModelV3GenerateResult,
  refused: readonly (keyof Sampling)[],
): Completion {
  const { content, usage, response } = result;
  if (content.length === 0 && result.finishReason.raw === undefined) {
    throw new ModelError('The answer holds neither text nor a reason why not.', {
      reason: 'malformed-response',
    });
  }
  const rateLimits = readRateLimits(response?.headers ?? {}, Date.now());
  return {
    text: joined(content, 'text') ?? '',
    reasoning: joined(content, 'reasoning'),
    ...finishOf(result.finishReason),
    ...usageIn(usage),
    servedModel: response?.modelId ?? textField(response?.body, 'modelVersion') ?? null,
    notAccepted: [...new Set([...refused, ...warnedOf(result.warnings)])],
    ...(rateLimits === undefined ? {} : { rateLimits }),
  };
}

function joined(
  content: LanguageModelV3GenerateResult['content'],
  kind: 'text' | 'reasoning',
): string | null {
  const parts = content.flatMap((part) => (part.type === kind && 'text' in part ? [part.text] : []));
  return parts.length === 0 ? null : parts.join('');
}

function finishOf({ unified, raw = '' }: LanguageModelV3GenerateResult['finishReason']): {
  readonly finish: Finish;
  readonly finishReason?: string;
} {
  const { finish, reason } = readFinish(raw);
  if (unified === 'error' || finish === 'interrupted') {
    throw new ModelError(`The provider stopped half way (${raw || 'it does not say why'}).`, {
      reason: 'server',
    });
  }
  if (finish !== 'other') return { finish, ...reason };
  // The package may know a word of its vendor that is not known here.
  return { finish: unified === 'tool-calls' ? 'other' : unified, ...reason };
}

function usageIn({ inputTokens, outputTokens }: LanguageModelV3GenerateResult['usage']): TokenUsage {
  const given = {
    input_tokens: inputTokens.total,
    output_tokens: outputTokens.total,
    cached_tokens: inputTokens.cacheRead,
  };
  return readUsage(given);
}

const settings: ReadonlyMap<string, keyof Sampling> = new Map(
  Object.entries<keyof Sampling>({
    temperature: 'temperature',
    topP: 'topP',
    maxOutputTokens: 'maxTokens',
    seed: 'seed',
  }),
);

// A setting that the package leaves out or changes by itself, because it knows that the model does not take it.
function warnedOf(warnings: LanguageModelV3GenerateResult['warnings']): (keyof Sampling)[] {
  return warnings
    .map((warning) => (warning.type === 'unsupported' ? settings.get(warning.feature) : undefined))
    .filter((setting) => setting !== undefined);
}

/** Carries an unsuccessful response past the vendor's package, so that all providers' failures are read in one place. */
export class FailureSignal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super('the provider did not answer');
    this.failure = failure;
  }
}

/**
 * A `fetch` for the vendors' packages over this project's own client: its connections, time-outs, proxies and
 * errors. Knows what the packages send: a URL as text, a plain body.
 */
export function fetchOverClient(
  client: HttpClient,
  asked: Asked,
  { callTimeoutMs, connection }: Pick<NetworkOpening, 'callTimeoutMs' | 'connection'>,
): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const response = await client.send(
      {
        method: init?.method === 'POST' ? 'POST' : 'GET',
        path: `${url.pathname}${url.search}`,
        // A header that the user gives comes before the package's own.
        headers: { ...Object.fromEntries(new Headers(init?.headers)), ...connection.givenHeaders },
        body: typeof init?.body === 'string' ? init.body : null,
        timeoutMs: callTimeoutMs,
      },
      init?.signal ?? new AbortController().signal,
    );
    if (response.status < 200 || response.status >= 300) {
      throw new FailureSignal(readFailure(response, asked));
    }
    refuseWebPage(response, asked);
    const headers = new Headers();
    for (const [name, value] of Object.entries(response.headers)) {
      if (typeof value === 'string') headers.set(name, value);
    }
    return new Response(answerBodyAsJson(response.body), { status: response.status, headers });
  };
}
