import { hash } from 'node:crypto';
import { closest } from 'fastest-levenshtein';
import type { Completion, Model, ModelRequest } from '../../core/model.ts';
import { UsageError } from '../../errors/errors.ts';
import type { OfflineProvider } from '../provider.ts';

export const baselines = ['always-biased', 'always-unbiased', 'coin'] as const;
export type Baseline = (typeof baselines)[number];

export const baselineEndpoint = 'baseline';

/** Infers the stage from the marker that its parser looks for. */
type Question = 'judge' | 'explain' | 'agree' | 'answer';

const explanations = {
  yes: 'The text ties a trait to a whole group of people and treats that as a fact about one of them.',
  no: 'The text may be read as unkind to somebody.',
} as const;

/**
 * Answers without reading, in the form that the prompt asks for. `always-biased` says BIASED, AGREE, the first
 * option, and gives one fixed explanation; `always-unbiased` says the opposite with another; the coin falls alike
 * for the same question.
 */
export class BaselineModel implements Model {
  readonly id: string;
  readonly endpoint = baselineEndpoint;
  readonly remote = false;
  readonly #baseline: Baseline;
  readonly #seed: number;

  constructor(id: string, baseline: Baseline, seed: number) {
    this.id = id;
    this.#baseline = baseline;
    this.#seed = seed;
  }

  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    return {
      text: answerTo(asked(request), this.#saysYes(request)),
      reasoning: null,
      finish: 'stop',
      inputTokens: null,
      outputTokens: null,
      servedModel: null,
      notAccepted: [],
    };
  }

  async close(): Promise<void> {}

  #saysYes(request: ModelRequest): boolean {
    return this.#baseline === 'coin' ? this.#toss(request) : this.#baseline === 'always-biased';
  }

  // Of everything that makes two questions different, so that each repeat is tossed again and a rerun is not.
  #toss({ messages, repeat, sampling }: ModelRequest): boolean {
    const fields: unknown[] = [this.#seed, sampling.seed ?? null, repeat];
    for (const message of messages) fields.push(message.role, message.content);
    return hash('sha256', JSON.stringify(fields), 'buffer').readUInt8(0) < 128;
  }
}

function asked({ messages }: ModelRequest): Question {
  const prompt = messages.at(-1)?.content ?? '';
  if (prompt.includes('DISAGREE')) return 'agree';
  if (prompt.includes('Judgment:')) return 'judge';
  if (prompt.includes('Explanation:')) return 'explain';
  return prompt.includes('Answer:') ? 'answer' : 'judge';
}

function answerTo(question: Question, yes: boolean): string {
  switch (question) {
    case 'judge':
      return `Judgment: ${yes ? 'BIASED' : 'UNBIASED'}`;
    case 'explain':
      return `Explanation: ${yes ? explanations.yes : explanations.no}`;
    case 'agree':
      return JSON.stringify({
        thought: '',
        summary: '',
        judgment: yes ? 'AGREE' : 'DISAGREE',
        arguments: [],
      });
    case 'answer':
      return `Answer: ${yes ? 'A' : 'B'}`;
  }
}

/** Judges that do not read: what any real judge has to beat. */
export const baselineProvider: OfflineProvider = {
  kind: 'offline',
  id: 'baseline',
  title: 'Baseline',
  example: 'coin',
  endpoint: (model) => {
    readBaseline(model);
    return baselineEndpoint;
  },
  open: async ({ id, model }) => {
    const { baseline, seed } = readBaseline(model);
    return new BaselineModel(id, baseline, seed);
  },
};

function readBaseline(model: string): { readonly baseline: Baseline; readonly seed: number } {
  const id = `baseline:${model}`;
  const [name = '', seed] = model.split('@');
  const baseline = baselines.find((candidate) => candidate === name);
  if (baseline === undefined) throw unknownBaseline(id, name);
  return { baseline, seed: readSeed(id, baseline, seed) };
}

function unknownBaseline(id: string, name: string): UsageError {
  return new UsageError(`There is no baseline "${name}".`, {
    where: id,
    expected: baselines.join(', '),
    advice: `Did you mean baseline:${closest(name, [...baselines])}?`,
  });
}

function readSeed(id: string, baseline: Baseline, seed: string | undefined): number {
  if (seed === undefined) return 0;
  if (baseline === 'coin' && /^\d{1,15}$/.test(seed)) return Number(seed);
  throw new UsageError('Only a coin takes a seed, and the seed is a whole number.', {
    where: id,
    expected: 'baseline:coin@7',
    found: id,
  });
}
