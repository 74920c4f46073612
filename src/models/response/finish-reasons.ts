import type { Completion, Finish } from '../../core/model.ts';
import { isFilterFinish } from './content-filters.ts';

/** `interrupted`: the server gave up on the way, so that what came is no answer. */
type ReadFinish = Finish | 'interrupted';

/** By the provider's own word in lower case. A map, because the words come from outside: `constructor` is one like any other. */
const known: ReadonlyMap<string, ReadFinish> = new Map<string, ReadFinish>([
  ...reasons(
    'stop',
    'stop stopped stop_sequence stop_token eos eos_token eos_found end_turn end_of_text end complete completed done finished',
  ),
  ...reasons(
    'length',
    'length max_tokens max_output_tokens max_length max_completion_tokens token_limit model_length',
  ),
  ...reasons(
    'length',
    'model_context_window_exceeded context_length_exceeded context_window_exceeded error_limit max_context',
  ),
  ...reasons('length', 'max_new_tokens max_len length_limit token_limit_reached kv_cache_full truncated'),
  ...reasons(
    'interrupted',
    'failed interrupted preempted unavailable service_unavailable server_overload server_overloaded load_shed',
  ),
  ...reasons('refusal', 'refusal refused'),
  ...reasons(
    'interrupted',
    'error network_error server_error internal_error insufficient_system_resource overloaded',
  ),
  ...reasons(
    'interrupted',
    'engine_overloaded abort aborted cancel cancelled canceled user_cancel timeout time_limit',
  ),
]);

function reasons(finish: ReadFinish, words: string): [string, ReadFinish][] {
  return words.split(' ').map((word) => [word, finish]);
}

const longestReason = 100;

/** How an answer ended. */
export interface FinishReading {
  readonly finish: ReadFinish;
  /** The provider's word where it says more than `finish`. */
  readonly reason: Pick<Completion, 'finishReason'>;
}

/** Reads the provider's own word for why an answer ended; one that is not known is `other`. */
export function readFinish(given: string): FinishReading {
  const word = given.trim().slice(0, longestReason);
  const finish = known.get(word) ?? namedFinish(asName(word));
  const saysMore = finish === 'other' || finish === 'content-filter' || finish === 'interrupted';
  return { finish, reason: saysMore && word !== '' ? { finishReason: word } : {} };
}

function namedFinish(name: string): ReadFinish {
  return known.get(name) ?? (isFilterFinish(name) ? 'content-filter' : 'other');
}

/** `maxTokens`, `max-tokens`, `FinishReason.MAX_TOKENS` and `REASON_MAX_TOKENS` are one name. */
function asName(word: string): string {
  const snake = word
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .replaceAll('-', '_');
  return snake.replace(/^(?:finish_?reason|stop_?reason|reason)[._]/, '');
}
