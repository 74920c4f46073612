import type { BatchService } from '../../core/batch.ts';
import { UsageError } from '../../errors/errors.ts';
import { resolveConnection } from '../connection.ts';
import { ProviderHttp } from '../http/provider-http.ts';
import { connectionOptions, type OpenModelOptions, parseModelName } from '../open-model.ts';
import { AnthropicBatches } from './anthropic-batches.ts';
import { type BatchProvider, requireBatchOffer } from './batch-offers.ts';
import { FileBatches } from './file-batches.ts';
import { GeminiBatches } from './gemini-batches.ts';
import { MistralBatches } from './mistral-batches.ts';
import { OpenAiBatches } from './openai-batches.ts';
import { TogetherBatches } from './together-batches.ts';

const services = {
  openai: OpenAiBatches,
  anthropic: AnthropicBatches,
  google: GeminiBatches,
  mistral: MistralBatches,
  together: TogetherBatches,
  vllm: FileBatches,
} as const satisfies Record<BatchProvider, unknown>;

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
  const offer = requireBatchOffer(name, options.providers);
  if (provider.kind === 'offline') throw new UsageError('This model has no address.', { where: name });
  const { environment = process.env } = options;
  const connection = resolveConnection(provider, connectionOptions(options));
  return new services[offer.provider](new ProviderHttp(name, connection, environment), model);
}
