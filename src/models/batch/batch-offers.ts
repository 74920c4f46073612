import { UsageError } from '../../errors/errors.ts';
import { parseModelName } from '../open-model.ts';
import type { Provider } from '../provider.ts';

/** What a provider's batches are like, as far as it must be known before one is opened. */
export interface BatchOffer {
  /** What a batch costs of the price of single calls. */
  readonly priceShare: number;
}

/**
 * By provider. Together charges less for some models only and does not say for which in its interface, so a batch there is counted in full, and budgets
 * hold; vLLM's files are worked on by a server of the user's own.
 */
const offers: Readonly<Record<BatchProvider, BatchOffer>> = {
  openai: { priceShare: 0.5 },
  anthropic: { priceShare: 0.5 },
  google: { priceShare: 0.5 },
  mistral: { priceShare: 0.5 },
  together: { priceShare: 1 },
  vllm: { priceShare: 1 },
};

export type BatchProvider = 'openai' | 'anthropic' | 'google' | 'mistral' | 'together' | 'vllm';

/** For help texts: `openai:, anthropic:, ...`. */
export const batchProviders: string = Object.keys(offers)
  .map((id) => `${id}:`)
  .join(', ');

/** What the provider of this model offers; null where it has no batches. */
export function batchOffer(
  name: string,
  known?: readonly Provider[],
): (BatchOffer & { readonly provider: BatchProvider }) | null {
  const { provider } = parseModelName(name, known);
  const found = Object.entries(offers).find(([id]) => id === provider.id);
  // `entries` forgets which keys there are: exactly the providers.
  return found === undefined ? null : { ...found[1], provider: found[0] as BatchProvider };
}

/** @throws UsageError where the provider of this model has no batches */
export function requireBatchOffer(
  name: string,
  known?: readonly Provider[],
): NonNullable<ReturnType<typeof batchOffer>> {
  const offer = batchOffer(name, known);
  if (offer !== null) return offer;
  throw new UsageError(
    `Models of ${parseModelName(name, known).provider.title} cannot be asked in batches.`,
    {
      where: name,
      expected: `a model of ${batchProviders}`,
      advice: 'Leave --batch (in a study file: "batch") out for this model.',
    },
  );
}
