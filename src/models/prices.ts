import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { UsageError } from '../errors/errors.ts';
import { parseModelName, providers } from './open-model.ts';
import type { Provider } from './provider.ts';

/** US dollars per million tokens. */
export interface ModelPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** For input that the provider has in its cache; absent where it is not known to be less. */
  readonly cachedInputPerMillion?: number;
  /** Where less is charged at some hours; the prices beside it are those of peak hours. */
  readonly offPeak?: {
    readonly share: number;
    readonly peakHours: readonly (readonly [from: number, until: number])[];
    readonly peakDays: readonly number[];
  };
  /** Where the price is from, in words, and the day it was looked up (`2026-07-24`), where it is from the table. */
  readonly source: string;
  readonly date: string | null;
}

/** A price and the day from which it is charged; empty for ever. */
interface DatedPrice {
  readonly from: string;
  readonly price: ModelPrice;
}

let table: ReadonlyMap<string, readonly DatedPrice[]> | null = null;

/**
 * The price of a model named `provider:model`, from the dated table in `data/prices.yaml`: by its exact name, else a
 * dated snapshot by the name without its date. Baselines, recordings and the user's own servers cost nothing. Null where
 * the price is not known.
 * @throws UsageError where there is no such provider
 * @example
 * const price = findPrice('openai:gpt-4o-mini');
 * console.log(price?.inputPerMillion, price?.date);
 */
export function findPrice(
  modelId: string,
  known: readonly Provider[] = providers,
  at = new Date(),
): ModelPrice | null {
  const { provider } = parseModelName(modelId, known);
  if (provider.kind === 'offline') return free('answered without a provider');
  if (provider.facts.ownServer) return free('answered by a server of your own');
  table ??= readTable();
  const prices = table.get(modelId) ?? table.get(withoutDate(modelId)) ?? [];
  const today = at.toISOString().slice(0, 10);
  return prices.findLast(({ from }) => from <= today)?.price ?? null;
}

/** Names of all models whose price is known, as `provider:model`. */
export function pricedModels(): readonly string[] {
  table ??= readTable();
  return [...table.keys()];
}

function free(source: string): ModelPrice {
  return { inputPerMillion: 0, outputPerMillion: 0, source, date: null };
}

function withoutDate(modelId: string): string {
  return modelId.replace(/-(?:20\d{2}-\d{2}-\d{2}|20\d{6})$/, '');
}

/** Loaded with the first price that is looked up: most programs that use the library look up none. */
function readTable(): ReadonlyMap<string, readonly DatedPrice[]> {
  const require = createRequire(import.meta.url);
  const { parse } = require('yaml') as typeof import('yaml');
  const { z } = require('zod') as typeof import('zod');
  const amount = z.number().nonnegative();
  const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
  const hour = z.int().min(0).max(24);
  const tableSchema = z.array(
    z.strictObject({
      provider: z.string(),
      source: z.string(),
      date: day,
      from: day.optional(),
      offPeak: z
        .strictObject({
          share: z.number().positive().max(1),
          peakHours: z.array(z.tuple([hour, hour])),
          peakDays: z.array(z.int().min(0).max(6)),
        })
        .optional(),
      models: z.record(z.string(), z.union([z.tuple([amount, amount]), z.tuple([amount, amount, amount])])),
    }),
  );
  const file = new URL('../../data/prices.yaml', import.meta.url);
  const groups = tableSchema.parse(parse(readFileSync(file, 'utf8')));
  const prices = new Map<string, DatedPrice[]>();
  for (const { provider, source, date, from = '', offPeak, models } of groups) {
    for (const [model, [inputPerMillion, outputPerMillion, cachedInputPerMillion]] of Object.entries(
      models,
    )) {
      const price = {
        inputPerMillion,
        outputPerMillion,
        ...(cachedInputPerMillion === undefined ? {} : { cachedInputPerMillion }),
        ...(offPeak === undefined ? {} : { offPeak }),
        source,
        date,
      };
      const id = `${provider}:${model}`;
      const all = [...(prices.get(id) ?? []), { from, price }];
      prices.set(
        id,
        all.sort((one, other) => (one.from < other.from ? -1 : 1)),
      );
    }
  }
  return prices;
}

export interface PriceOverride {
  readonly model: string;
  readonly price: ModelPrice;
}

/**
 * Reads what `--price` is given: `provider:model=input/output`, in US dollars per million tokens.
 * @throws UsageError
 */
export function parsePriceOverride(text: string, known: readonly Provider[] = providers): PriceOverride {
  const [, model, input, output] = /^(.+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  if (model === undefined) {
    throw new UsageError('The price cannot be read.', {
      where: '--price',
      expected:
        'provider:model=input/output in US dollars per million tokens, as in openai:gpt-4o-mini=0.15/0.60',
      found: text,
    });
  }
  parseModelName(model, known);
  return {
    model,
    price: {
      inputPerMillion: Number(input),
      outputPerMillion: Number(output),
      source: 'given with --price',
      date: null,
    },
  };
}
