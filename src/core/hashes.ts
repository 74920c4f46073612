import { hash } from 'node:crypto';
import type { ModelRequest } from './model.ts';
import type { Question } from './question.ts';
import type { ScenarioContent } from './scenario.ts';

/**
 * The key of a call: a SHA-256 over endpoint, model, messages, sampling settings, repeat number and wave, cut to
 * 132 bits (22 characters of base64url). Timeouts, retries and keys are not part of it: they do not change
 * an answer. The store is looked up by it, so a call is never paid for twice.
 * @example
 * const key = callKey({ id: 'openai:gpt-4o-mini', endpoint: 'https://api.openai.com/v1' }, request);
 */
export function callKey(
  model: { readonly id: string; readonly endpoint: string },
  request: ModelRequest,
): string {
  const { temperature, topP, maxTokens, seed, wave } = request.sampling;
  const fields: unknown[] = [model.endpoint, model.id, request.repeat, temperature, topP, maxTokens, seed];
  for (const message of request.messages) fields.push(message.role, message.content);
  if (wave !== undefined) fields.push({ wave });
  return hash('sha256', JSON.stringify(fields), 'base64url').slice(0, 22);
}

/**
 * The content hash of a scenario: the first 16 hexadecimal digits of a SHA-256 over its fields in a fixed
 * order. The number of its row is left out, so a re-sorted file gives the same ids, and so is what people said of it.
 * @example
 * const id = scenarioId(content); // 16 hexadecimal digits, the same for the same content
 */
export function scenarioId(content: ScenarioContent): string {
  const { text } = content;
  const words =
    text.kind === 'answer'
      ? [text.context, text.question, text.answer]
      : text.kind === 'conversation'
        ? [text.prompt, text.completion]
        : [text.statement];
  const fields = [
    content.dataset,
    content.form,
    content.category,
    content.variant,
    content.polarity,
    content.gold,
    content.control,
    content.cluster,
    content.group,
    content.sourceId,
    text.kind,
    ...words,
    // Where there is none, ids are what they were before scenarios had a language.
    ...(content.language === undefined ? [] : [content.language]),
  ];
  return hash('sha256', JSON.stringify(fields), 'hex').slice(0, 16);
}

/** What the id of a question is a hash of: everything but where in its file it stood. */
export type QuestionContent = Omit<Question, 'id' | 'sourceRow'>;

/** The content hash of a question: the first 16 hexadecimal digits of a SHA-256 over its fields in a fixed order. */
export function questionId(content: QuestionContent): string {
  const fields = [
    content.dataset,
    content.category,
    content.cluster,
    content.ambiguous,
    content.polarity,
    content.context,
    content.question,
    content.options,
    content.target,
    content.other,
    content.unknown,
    content.label,
    content.sourceId,
    ...(content.language === undefined ? [] : [content.language]),
  ];
  return hash('sha256', JSON.stringify(fields), 'hex').slice(0, 16);
}
