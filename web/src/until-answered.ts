import { Refusal } from './refusal.ts';

const firstWaitMs = 500;
const longestWaitMs = 8000;

/**
 * Asks again until the server answers, for as long as asking can help.
 * @param onTrouble told why it has to wait, and null when it goes on.
 * @throws Refusal where asking again does not help.
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
      if (!(error instanceof Refusal) || !error.passing) throw error;
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
