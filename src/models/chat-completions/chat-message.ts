import type { Asked } from '../http/failures.ts';
import { malformedAnswer } from '../http/http-model.ts';
import { field, isObject, textField } from '../http/json-body.ts';

/** What a message of chat completions holds. */
export interface ChatMessage {
  readonly text: string;
  readonly reasoning: string | null;
  /** What the model says instead of an answer, where the provider tells them apart; else empty. */
  readonly refusal: string;
}

interface Parts {
  readonly text: string[];
  readonly reasoning: string[];
  readonly refusal: string[];
}

/** Fields that reasoning comes in beside the content, by whoever serves the model. */
const reasoningFields = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking', 'thoughts'];

/**
 * Reads a message whose content is a text, or a list of parts of which some are text and some are reasoning.
 * @throws ModelError `malformed-response` where the content is something else
 */
export function readMessage(message: unknown, asked: Asked): ChatMessage {
  const content = field(message, 'content');
  const parts: Parts = { text: [], reasoning: [], refusal: [] };
  if (typeof content === 'string') parts.text.push(content);
  else if (Array.isArray(content)) for (const part of content) addPart(parts, part, asked);
  else if (content !== undefined && content !== null) throw wrongContent(content, asked);
  const reasoning =
    besideContent(message) || joined(field(message, 'reasoning_details')) || parts.reasoning.join('');
  return {
    text: parts.text.join(''),
    reasoning: reasoning === '' ? null : reasoning,
    refusal: textField(message, 'refusal') ?? parts.refusal.join(''),
  };
}

function besideContent(message: unknown): string {
  for (const name of reasoningFields) {
    const text = joined(field(message, name));
    if (text !== '') return text;
  }
  return '';
}

/** Text, reasoning (`thinking` of Mistral and Anthropic, `reasoning` of others) or a refusal. What holds neither is passed over. */
function addPart(parts: Parts, part: unknown, asked: Asked): void {
  if (typeof part === 'string') {
    parts.text.push(part);
    return;
  }
  if (!isObject(part)) throw wrongContent(part, asked);
  const type = textField(part, 'type') ?? 'text';
  const isReasoning = /think|reason|thought/.test(type) || field(part, 'thought') === true;
  if (isReasoning) parts.reasoning.push(joined(part));
  else if (type === 'refusal') parts.refusal.push(textField(part, 'refusal') ?? '');
  else parts.text.push(textField(part, 'text') ?? '');
}

/** The texts in a value: itself, those of a list, or those in the fields that hold text. */
function joined(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  // Most fields are absent: looking for fields of nothing, four deep, would take longer than all else that an answer needs.
  if (!isObject(value) || depth > 3) return '';
  if (Array.isArray(value)) return value.map((each) => joined(each, depth + 1)).join('');
  for (const name of ['text', 'thinking', 'reasoning', 'summary', 'content']) {
    const text = joined(field(value, name), depth + 1);
    if (text !== '') return text;
  }
  return '';
}

function wrongContent(content: unknown, asked: Asked) {
  const found = content === null ? 'null' : typeof content;
  return malformedAnswer(`The content of the answer is neither text nor parts of text (${found}).`, asked);
}
