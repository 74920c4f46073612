import type { Completion } from '../../core/model.ts';
import { field } from '../http/json-body.ts';

/** What an answer took, as far as the provider says so in numbers that can be used. */
export type TokenUsage = Pick<Completion, 'inputTokens' | 'outputTokens' | 'cachedInputTokens' | 'remarks'>;

/** More than this is no count of one call's tokens; sums of such counts stay exact. */
const mostTokens = 1e9;

/**
 * A count of tokens from outside: a whole number that is not negative; null otherwise.
 *
 * @example
 * tokenCount(12); // 12
 * tokenCount(1e19); // null
 */
export function tokenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostTokens
    ? value
    : null;
}

const inputNames = ['prompt_tokens', 'input_tokens'];
const inputDetails = ['prompt_tokens_details', 'input_tokens_details'];
const writtenNames = ['completion_tokens', 'output_tokens'];
const writtenDetails = ['completion_tokens_details', 'output_tokens_details'];
const totalNames = ['total_tokens'];
const reasoningNames = ['reasoning_tokens'];
const cachedDetails = ['cached_tokens'];
const cachedNames = ['prompt_cache_hit_tokens', 'cached_tokens', 'cache_read_input_tokens'];

/**
 * Reads the `usage` of chat completions, and of what resembles them. Reasoning that is counted beside `completion_tokens` is output
 * like the rest: the sum says so (xAI), else that there is more of it than output.
 */
export function readUsage(usage: unknown): TokenUsage {
  const unusable: string[] = [];
  const input = firstCount(usage, inputNames, unusable);
  const written = firstCount(usage, writtenNames, unusable);
  const total = firstCount(usage, totalNames, unusable);
  const nested = nestedCount(usage, writtenDetails, reasoningNames, unusable);
  const beside = firstCount(usage, reasoningNames, unusable);
  const cached =
    nestedCount(usage, inputDetails, cachedDetails, unusable) ?? firstCount(usage, cachedNames, unusable);
  return usageOf({
    inputTokens: input,
    outputTokens: outputOf({ input, written, total, nested, beside }),
    cachedInputTokens: cached,
    unusable,
  });
}

interface Parts {
  readonly input: number | null;
  readonly written: number | null;
  readonly total: number | null;
  readonly nested: number | null;
  readonly beside: number | null;
}

function outputOf({ input, written, total, nested, beside }: Parts): number | null {
  const reasoning = nested ?? beside ?? 0;
  if (written === null) return null;
  // What the sum holds beyond input and output was written too, and is charged.
  if (input !== null && total !== null && total > 0) return Math.max(written, total - input);
  const isApart = reasoning > written || (nested === null && beside !== null);
  return isApart ? written + reasoning : written;
}

/** The counts that can be used, with a remark on those that cannot. */
export function usageOf(given: {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly unusable: readonly string[];
}): TokenUsage {
  const { inputTokens, outputTokens, cachedInputTokens: cached, unusable } = given;
  const isCached = cached !== null && cached > 0 && inputTokens !== null && cached <= inputTokens;
  return {
    inputTokens,
    outputTokens: tokenCount(outputTokens),
    ...(isCached ? { cachedInputTokens: cached } : {}),
    ...(unusable.length === 0
      ? {}
      : {
          remarks: unusable.map(
            (name) => `The server's "${name}" is not a count of tokens; the number is taken as not known.`,
          ),
        }),
  };
}

/** The first of these that is a count; those that are there and are none are added to `unusable`. */
function firstCount(usage: unknown, names: readonly string[], unusable: string[]): number | null {
  for (const name of names) {
    const found = field(usage, name);
    if (found === undefined || found === null) continue;
    const count = tokenCount(found);
    if (count !== null) return count;
    unusable.push(name);
  }
  return null;
}

function nestedCount(
  usage: unknown,
  groups: readonly string[],
  names: readonly string[],
  unusable: string[],
): number | null {
  for (const group of groups) {
    const count = firstCount(field(usage, group), names, unusable);
    if (count !== null) return count;
  }
  return null;
}
