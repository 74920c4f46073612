import type { BatchService } from '../../core/batch.ts';
import { UsageError } from '../../errors/errors.ts';
import { resolveConnection } from '../connection.ts';
import { connectionOptions, type OpenModelOptions, parseModelName } from '../open-model.ts';
import { AnthropicBatches } from './anthropic-batches.ts';
import { BatchHttp } from './batch-http.ts';
import { MistralBatches } from './mistral-batches.ts';
import { OpenAiBatches } from './openai-batches.ts';

const services = { openai: OpenAiBatches, anthropic: AnthropicBatches, mistral: MistralBatches } as const;

/**
 * The batches of the provider of this model.
 * @throws UsageError where it has none, or its key is missing
 */
export function openBatches(
  name: string,
  options: Pick<
    OpenModelOptions,
    'providers' | 'environment' | 'baseUrl' | 'headers' | 'isFromFile' | 'allowHosts'
  > = {},
): BatchService {
  const { provider, model } = parseModelName(name, options.providers);
  const service = Object.entries(services).find(([id]) => id === provider.id)?.[1];
  if (provider.kind === 'offline' || service === undefined) {
    throw new UsageError(`Models of ${provider.title} cannot be asked in batches.`, {
      where: name,
      expected: `a model of ${Object.keys(services).join(', ')}`,
      advice: 'Leave --batch out for this model.',
    });
  }
  const { environment = process.env } = options;
  const connection = resolveConnection(provider, connectionOptions(options));
  return new service(new BatchHttp(name, connection, environment), model);
}
