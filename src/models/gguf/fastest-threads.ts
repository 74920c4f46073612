import type { LlamaModel, Token } from './llama-library.ts';

const budgetMs = 2000;
/** A prompt and an answer, as short as still shows which number of threads is faster. */
const promptTokens = 32;
const answerTokens = 4;

/**
 * The number of threads that evaluates a few tokens fastest: 1, 2, 4, ... up to the cores, for two seconds in all. It is
 * measured because the difference is large and unforeseeable: on two cores that something else is using, two threads that
 * wait for each other can be hundreds of times slower than one.
 *
 * @param cores physical cores, at least 1
 */
export async function fastestThreads(model: LlamaModel, cores: number): Promise<number> {
  if (cores <= 1) return 1;
  const start = performance.now();
  let best = { threads: 1, ms: Number.POSITIVE_INFINITY };
  for (const threads of threadNumbers(cores)) {
    const ms = await timeOf(model, threads);
    if (ms < best.ms) best = { threads, ms };
    // The next number would not be finished in time, or more threads have stopped to help.
    if (performance.now() - start + ms > budgetMs || ms > 1.5 * best.ms) break;
  }
  return best.threads;
}

/** @example threadNumbers(6); // [1, 2, 4, 6] */
export function threadNumbers(cores: number): readonly number[] {
  const numbers: number[] = [];
  for (let threads = 1; threads < cores; threads *= 2) numbers.push(threads);
  return [...numbers, cores];
}

async function timeOf(model: LlamaModel, threads: number): Promise<number> {
  const context = await model.createContext({
    contextSize: Math.min(256, model.trainContextSize),
    sequences: 1,
    threads,
    batchSize: promptTokens,
  });
  try {
    const sequence = context.getSequence();
    const tokens: Token[] = Array.from({ length: promptTokens }, (_, index) => index + 1);
    // The first evaluation also starts the threads.
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, 1));
    const start = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens);
    for (let at = 0; at < answerTokens; at += 1) {
      await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, at + 1));
    }
    return performance.now() - start;
  } finally {
    await context.dispose();
  }
}
