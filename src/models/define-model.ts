import type { Completion, Finish, Message, Model, ModelRequest, Sampling } from '../core/model.ts';
import { ModelError, UsageError } from '../errors/errors.ts';
import { readUsage } from './response/token-usage.ts';

/** US dollars per million tokens. */
export interface ModelFunctionPrice {
  readonly input: number;
  readonly output: number;
}

/** What a model's function is called with, beside the messages. */
export interface ModelCall {
  /** Sampling settings as the stage asks for them; a function may pass over those that it does not have. */
  readonly sampling: Sampling;
  /** Number of the repetition, from 0. */
  readonly repeat: number;
  /** Aborted where the answer is no longer waited for. */
  readonly signal: AbortSignal;
}

/** An answer with what is known of it; all but the text may be left out. */
export interface ModelAnswer {
  readonly text: string;
  /** Reasoning beside the text. */
  readonly reasoning?: string;
  /** Why the model stopped; default `stop`. */
  readonly finish?: Finish;
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
  /** Name of the model that answered, where it is another than the one that was asked. */
  readonly servedModel?: string;
}

/** A model as a program defines it: a name and a function. */
export interface ModelDefinition {
  /** Shown in tables and stored with the answers. Answers are looked up by it: another model needs another name. */
  readonly name: string;
  /** Gives the answer to these messages. What it throws fails the one call and not the run. */
  complete(
    messages: readonly Message[],
    call: ModelCall,
  ): Promise<string | ModelAnswer> | string | ModelAnswer;
  /** For budgets in US dollars; default unknown. */
  readonly price?: ModelFunctionPrice;
  /** Called once, when the model is no longer needed. */
  close?(): Promise<void> | void;
}

/** A model made from a function. */
export interface DefinedModel extends Model {
  readonly price: { readonly inputPerMillion: number; readonly outputPerMillion: number } | null;
}

/**
 * Makes a model from a function, so that a study can ask it like any other.
 *
 * @example
 * const mine = defineModel({
 *   name: 'mine',
 *   complete: async (messages) => (messages.at(-1)?.content.includes('all of them') ? 'BIASED' : 'UNBIASED'),
 * });
 * @throws UsageError for an empty name
 */
export function defineModel(definition: ModelDefinition): DefinedModel {
  const { name, price } = definition;
  if (typeof name !== 'string' || name.trim() === '') {
    throw new UsageError('A model needs a name.', {
      expected: 'a text that is not empty, under which its answers are stored',
      found: JSON.stringify(name) ?? 'nothing',
      advice: "For example defineModel({ name: 'mine', complete: async (messages) => '…' }).",
    });
  }
  return {
    id: name,
    endpoint: `function:${name}`,
    remote: true,
    price: price === undefined ? null : { inputPerMillion: price.input, outputPerMillion: price.output },
    complete: (request, signal) => completed(definition, request, signal),
    close: async () => definition.close?.(),
  };
}

async function completed(
  definition: ModelDefinition,
  { messages, sampling, repeat }: ModelRequest,
  signal: AbortSignal,
): Promise<Completion> {
  let answer: unknown;
  try {
    answer = await definition.complete(messages, { sampling, repeat, signal });
  } catch (cause) {
    throw signal.aborted ? signal.reason : failure(definition.name, cause);
  }
  signal.throwIfAborted();
  return completionOf(definition.name, answer);
}

/** An error that says itself whether a retry can help is passed on as it is. */
function failure(name: string, cause: unknown): ModelError {
  if (cause instanceof ModelError) return cause;
  const found = cause instanceof Error ? cause.message : String(cause);
  return new ModelError(`The function of the model "${name}" threw: ${found}`, {
    reason: 'own-function',
    advice: 'Correct the function and run the study again: only calls without an answer are sent.',
    cause,
  });
}

function completionOf(name: string, answer: unknown): Completion {
  const given = typeof answer === 'string' ? { text: answer } : answer;
  if (typeof given !== 'object' || given === null || !('text' in given) || typeof given.text !== 'string') {
    throw new ModelError(`The function of the model "${name}" gave no text.`, {
      reason: 'own-function',
      expected: 'a string, or an object with a "text"',
      found: JSON.stringify(answer)?.slice(0, 100) ?? 'nothing',
    });
  }
  // Checked above as far as a wrong value could do harm; the rest is the definition's type.
  const { text, reasoning, finish, usage, servedModel } = given as ModelAnswer;
  const counted = readUsage({ input_tokens: usage?.inputTokens, output_tokens: usage?.outputTokens });
  return {
    text,
    reasoning: reasoning ?? null,
    finish: finish ?? 'stop',
    ...counted,
    servedModel: servedModel ?? null,
    notAccepted: [],
  };
}
