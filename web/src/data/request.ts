import type { ServerProblem } from '../../../src/core/rating-page.ts';

const longestAnswerMs = 20_000;

/**
 * An answer of the server as JSON. Its shape is the server's promise (src/core), from which both are built.
 * @throws RequestError where there is no good answer.
 */
export async function request<T>(
  path: string,
  init: RequestInit = {},
  longestMs = longestAnswerMs,
): Promise<T> {
  let response: Response;
  try {
    const late = AbortSignal.timeout(longestMs);
    const signal = init.signal ? AbortSignal.any([init.signal, late]) : late;
    response = await fetch(path, { ...init, signal });
  } catch (error) {
    // A caller that gave up is not informed that the server is away.
    if (init.signal?.aborted) throw error;
    throw new RequestError(0, 'The server does not answer.');
  }
  // JSON's null is an answer; no JSON is none.
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  throw new RequestError(response.status, sentenceOf(answer) ?? `The server answered ${response.status}.`);
}

function sentenceOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null;
  const { message, advice } = (answer as ServerProblem).error;
  return advice === undefined ? message : `${message} ${advice}`;
}

/** The server answered that it will not. `status` 0: it did not answer at all. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** Whether the same request may go through later. 423: a run holds the results. */
  get passing(): boolean {
    return this.status === 0 || this.status === 423 || this.status >= 500;
  }
}

const firstWaitMs = 500;
const longestWaitMs = 8000;

/**
 * Asks again until the server answers, for as long as asking can help.
 * @param onTrouble gets the reason for waiting, and null when the work continues
 * @throws RequestError where asking again does not help.
 */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  onTrouble: (trouble: string | null) => void,
): Promise<T> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    try {
      const answer = await ask();
      onTrouble(null);
      return answer;
    } catch (error) {
      if (!(error instanceof RequestError) || !error.passing) throw error;
      onTrouble(error.message);
      await wait(waitMs);
    }
  }
}

/** The time, or sooner when the browser is back on the network. */
function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
  });
}
