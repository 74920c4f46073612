import { UsageError } from '../../errors/errors.ts';
import { resolveConnection } from '../connection.ts';
import { ProviderHttp } from '../http/provider-http.ts';
import { connectionOptions, type OpenModelOptions, parseModelName } from '../open-model.ts';
import type { FinetuningJobs } from './finetuning-jobs.ts';
import { OpenAiFinetuning } from './openai-finetuning.ts';
import { TogetherFinetuning } from './together-finetuning.ts';

const services = { openai: OpenAiFinetuning, together: TogetherFinetuning } as const;

/** @throws UsageError where the provider's key is missing */
export function openFinetuning(
  provider: keyof typeof services,
  model: string,
  options: Pick<OpenModelOptions, 'environment' | 'baseUrl'>,
): FinetuningJobs {
  const name = `${provider}:${model}`;
  const parsed = parseModelName(name).provider;
  if (parsed.kind === 'offline') throw new UsageError('This provider has no address.', { where: name });
  const connection = resolveConnection(parsed, connectionOptions(options));
  return new services[provider](new ProviderHttp(name, connection, options.environment ?? process.env));
}
