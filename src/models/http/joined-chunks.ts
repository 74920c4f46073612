import { field, textField } from './json-body.ts';

/**
 * One answer of the pieces that a stream gave, as the provider would have sent it in one: OpenAI's chunks, Ollama's lines,
 * Anthropic's events, Google's partial answers. Undefined where the stream broke off before its end.
 * @param isEnded whether the stream itself said that it is whole
 */
export function joinChunks(chunks: readonly unknown[], isEnded: boolean): unknown {
  const error = chunks.find((chunk) => isPresent(field(chunk, 'error')));
  if (error !== undefined) return error;
  if (chunks.some((chunk) => textField(chunk, 'type') === 'message_start')) return joinMessages(chunks);
  if (chunks.some((chunk) => field(chunk, 'candidates') !== undefined)) return joinCandidates(chunks);
  if (chunks.some((chunk) => field(chunk, 'choices') !== undefined)) return joinChoices(chunks, isEnded);
  if (chunks.some((chunk) => field(chunk, 'done') !== undefined)) return joinLines(chunks);
  return chunks.length === 1 ? chunks[0] : undefined;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Texts and lists grow, what is null changes nothing, anything else is replaced. */
function merge(into: Fields, piece: Fields): void {
  for (const [name, value] of Object.entries(piece)) {
    if (!isPresent(value)) continue;
    const before = Object.hasOwn(into, name) ? into[name] : undefined;
    if (name !== 'role' && typeof value === 'string' && typeof before === 'string')
      set(into, name, before + value);
    else if (Array.isArray(value) && Array.isArray(before)) set(into, name, [...before, ...value]);
    else set(into, name, value);
  }
}

/** Names come from outside: `__proto__` is one like any other. */
function set(into: Fields, name: string, value: unknown): void {
  Object.defineProperty(into, name, { value, writable: true, enumerable: true, configurable: true });
}

function joinChoices(chunks: readonly unknown[], isEnded: boolean): unknown {
  const whole: Fields = {};
  const message: Fields = {};
  const choice: Fields = { index: 0 };
  for (const chunk of chunks) {
    const { choices, ...rest } = fieldsOf(chunk);
    for (const [name, value] of Object.entries(rest)) if (isPresent(value)) set(whole, name, value);
    const first = itemsOf(choices).find((each) => (field(each, 'index') ?? 0) === 0);
    const { delta, message: given, ...others } = fieldsOf(first);
    merge(message, fieldsOf(delta ?? given));
    for (const [name, value] of Object.entries(others)) if (isPresent(value)) set(choice, name, value);
  }
  if (!isEnded && choice.finish_reason === undefined) return undefined;
  return { ...whole, choices: [{ ...choice, message }] };
}

/** Ollama's own interface, as OpenAI's would put it. */
function joinLines(chunks: readonly unknown[]): unknown {
  const message: Fields = {};
  for (const chunk of chunks) merge(message, fieldsOf(field(chunk, 'message')));
  const last = chunks.findLast((chunk) => field(chunk, 'done') === true);
  if (last === undefined) return undefined;
  const usage = {
    prompt_tokens: field(last, 'prompt_eval_count'),
    completion_tokens: field(last, 'eval_count'),
  };
  const finish_reason = textField(last, 'done_reason') ?? 'stop';
  return { model: field(last, 'model'), choices: [{ index: 0, message, finish_reason }], usage };
}

function joinMessages(chunks: readonly unknown[]): unknown {
  let message: Fields = {};
  const blocks = new Map<unknown, Fields>();
  let isWhole = false;
  for (const chunk of chunks) {
    const type = textField(chunk, 'type');
    if (type === 'message_start') message = fieldsOf(field(chunk, 'message'));
    if (type === 'content_block_start')
      blocks.set(field(chunk, 'index'), fieldsOf(field(chunk, 'content_block')));
    if (type === 'content_block_delta') {
      const { type: _, ...delta } = fieldsOf(field(chunk, 'delta'));
      merge(blocks.get(field(chunk, 'index')) ?? {}, delta);
    }
    if (type === 'message_delta') {
      message = { ...message, ...fieldsOf(field(chunk, 'delta')) };
      message.usage = { ...fieldsOf(message.usage), ...fieldsOf(field(chunk, 'usage')) };
    }
    isWhole ||= type === 'message_stop';
  }
  return isWhole ? { ...message, content: [...blocks.values()] } : undefined;
}

function joinCandidates(chunks: readonly unknown[]): unknown {
  const whole: Fields = {};
  const candidate: Fields = {};
  const parts: unknown[] = [];
  for (const chunk of chunks) {
    const { candidates, ...rest } = fieldsOf(chunk);
    Object.assign(whole, rest);
    const { content, ...others } = fieldsOf(itemsOf(candidates)[0]);
    Object.assign(candidate, others);
    parts.push(...itemsOf(field(content, 'parts')));
  }
  if (candidate.finishReason === undefined) return undefined;
  return { ...whole, candidates: [{ ...candidate, content: { role: 'model', parts } }] };
}
