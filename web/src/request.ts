import type { ServerProblem } from '../../src/core/rating-page.ts';
import { Refusal } from './refusal.ts';

const longestAnswerMs = 20_000;

/**
 * An answer of the server as JSON. Its shape is the server's promise (src/core), from which both are built.
 * @throws Refusal where there is no good answer.
 */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    const late = AbortSignal.timeout(longestAnswerMs);
    const signal = init.signal ? AbortSignal.any([init.signal, late]) : late;
    response = await fetch(path, { ...init, signal });
  } catch (error) {
    // Somebody who no longer waits is not told that the server is away.
    if (init.signal?.aborted) throw error;
    throw new Refusal(0, 'The server does not answer.');
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as T;
  throw new Refusal(response.status, sentenceOf(answer) ?? `The server answered ${response.status}.`);
}

function sentenceOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null;
  const { message, advice } = (answer as ServerProblem).error;
  return advice === undefined ? message : `${message} ${advice}`;
}
