import { Template } from '@huggingface/jinja';
import { CheckpointError } from '../../errors/errors.ts';
import type { ChatRenderer } from '../../lm/tokenizer/chat-renderer.ts';
import type { Environment } from '../provider.ts';
import { fastestThreads } from './fastest-threads.ts';
import { batchTokens, type FittingContext, fittingContext, gigabytes } from './fitting-context.ts';
import type { LoadedGguf } from './gguf-model.ts';
import { ggufSettings } from './gguf-settings.ts';
import { type Llama, type LlamaModel, openLlama } from './llama-library.ts';

interface DescribedGguf extends LoadedGguf {
  readonly fit: FittingContext;
  readonly threads: number;
  readonly gpu: string | false;
}

/**
 * Loads a GGUF file, with as many sequences and threads as suit this machine and the settings in the environment.
 * @throws UsageError where node-llama-cpp is not installed or a setting cannot be used; CheckpointError where the file
 *   cannot be loaded, does not fit into the memory, or has no chat template
 */
export async function loadGguf(path: string, environment: Environment): Promise<DescribedGguf> {
  const settings = ggufSettings(environment);
  const llama = await openLlama(settings.gpu, environment);
  try {
    const model = await loadModel(llama, path);
    const renderChat = chatRendererOf(model, path);
    const fit = await fittingContext(llama, model, settings);
    const threads = settings.threads ?? (await fastestThreads(model, llama.cpuMathCores));
    const { contextSize, sequences } = fit;
    const context = await model.createContext({
      contextSize,
      sequences,
      threads,
      batchSize: batchTokens,
      // What fits was computed above, with the user's limit.
      ignoreMemorySafetyChecks: settings.memoryBytes !== null,
    });
    const dispose = () => llama.dispose();
    return { model, context, sequences, renderChat, path, dispose, fit, threads, gpu: llama.gpu };
  } catch (error) {
    await llama.dispose();
    throw error;
  }
}

async function loadModel(llama: Llama, modelPath: string): Promise<LlamaModel> {
  try {
    return await llama.loadModel({ modelPath });
  } catch (cause) {
    throw new CheckpointError('The GGUF file cannot be loaded.', {
      where: modelPath,
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Fetch it again; a newer node-llama-cpp knows more kinds of models.',
      cause,
    });
  }
}

function chatRendererOf({ fileInfo, tokens }: LlamaModel, where: string): ChatRenderer {
  const source = fileInfo.metadata.tokenizer.chat_template;
  if (source === undefined) {
    throw new CheckpointError('The GGUF file has no chat template.', {
      where,
      expected: 'tokenizer.chat_template in its metadata',
      advice: 'Choose a model that was trained for conversation; its name often ends in "Instruct".',
    });
  }
  const template = new Template(source);
  const special = { bos_token: tokens.bosString ?? '', eos_token: tokens.eosString ?? '' };
  return (messages, { addGenerationPrompt = true } = {}) => {
    try {
      return template.render({ messages, add_generation_prompt: addGenerationPrompt, ...special });
    } catch (cause) {
      throw new CheckpointError('The chat template cannot be used for these messages.', {
        where,
        expected: `a template for ${messages.map(({ role }) => role).join(', ')}`,
        found: cause instanceof Error ? cause.message : String(cause),
        advice: 'Choose another model.',
        cause,
      });
    }
  };
}

/** What `hvsb doctor` says: what it is, what fits, and how it is run. */
export function describeGguf({ model, fit, threads, gpu }: DescribedGguf): string {
  const { general } = model.fileInfo.metadata;
  const millions = Math.round(model.fileInsights.totalParameters / 1e6).toLocaleString('en');
  return [
    `${general.name ?? general.architecture}, ${millions} million parameters, ${gigabytes(model.size)}`,
    `${fit.sequences} calls side by side with ${fit.contextSize.toLocaleString('en')} tokens each take ${gigabytes(fit.neededBytes)} of ${gigabytes(fit.limitBytes)}`,
    `${gpu === false ? 'processor' : gpu}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  ].join('; ');
}
