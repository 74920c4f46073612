import type { DatasetSource } from '../../datasets/dataset-source.ts';
import { UsageError } from '../../errors/errors.ts';
import type { MeasureRegistry } from '../../measures/measure.ts';
import type { Provider } from '../../models/provider.ts';

/** What `hvsb.config.ts` adds to the package. All of it may be left out. */
export interface HvsbConfig {
  readonly datasets?: readonly DatasetSource[];
  readonly providers?: readonly Provider[];
  readonly measures?: MeasureRegistry;
  /** Folder of the prompt pack that is used where no other is named, relative to the config file. */
  readonly prompts?: string;
}

/** A config with everything filled in. */
export interface Extensions {
  readonly datasets: readonly DatasetSource[];
  readonly providers: readonly Provider[];
  readonly measures: MeasureRegistry;
  readonly prompts: string | undefined;
}

/**
 * Gives the config back; it is there for its types.
 *
 * @example
 * // hvsb.config.ts
 * export default defineConfig({ datasets: [parables], providers: [oracle], prompts: './prompts' });
 */
export function defineConfig(config: HvsbConfig): HvsbConfig {
  return config;
}

/**
 * Checks a provider of one's own and gives it back, for `defineConfig` and `runStudy`.
 *
 * @example
 * const echo = defineProvider({
 *   kind: 'offline', id: 'echo', title: 'Echo', example: 'loud',
 *   endpoint: () => 'echo',
 *   open: async ({ id }) => defineModel({ name: id, complete: (messages) => messages.at(-1)?.content ?? '' }),
 * });
 * @throws UsageError where the id cannot precede the colon of a model's name
 */
export function defineProvider(provider: Provider): Provider {
  if (/^[a-z0-9][a-z0-9-]*$/.test(provider.id)) return provider;
  throw new UsageError('The id of a provider cannot be used.', {
    expected: 'lower-case letters, digits and "-"',
    found: JSON.stringify(provider.id) ?? 'nothing',
    advice: "For example id: 'my-provider', whose models are named my-provider:MODEL.",
  });
}
