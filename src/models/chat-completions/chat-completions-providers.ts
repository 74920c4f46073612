import type { ConnectionFacts, NetworkProvider } from '../provider.ts';

type Facts = Omit<ConnectionFacts, 'authorization'>;

function hosted(name: string, defaultBaseUrl: string, keyVariable = `${name}_API_KEY`): Facts {
  return {
    keyVariables: [keyVariable],
    needsKey: true,
    baseUrlVariables: [`${name}_BASE_URL`],
    defaultBaseUrl,
    ownServer: false,
  };
}

function own(name: string, defaultBaseUrl: string): Facts {
  return { ...hosted(name, defaultBaseUrl), needsKey: false, ownServer: true };
}

function provider(id: string, title: string, example: string, facts: Facts): NetworkProvider {
  return {
    kind: 'network',
    id,
    title,
    example,
    facts: { ...facts, authorization: (key) => ({ authorization: `Bearer ${key}` }) },
    // Loaded when a model is opened: commands that ask no model do not pay for the HTTP client.
    open: async (opening) => {
      const [{ HttpModel }, { ChatCompletionsWire }, { alternativesWanted }] = await Promise.all([
        import('../http/http-model.ts'),
        import('./chat-completions-wire.ts'),
        import('./token-log-probabilities.ts'),
      ]);
      const alternatives = alternativesWanted(opening.environment.HVSB_LOGPROBS);
      return new HttpModel(opening, new ChatCompletionsWire(opening.model, alternatives));
    },
  };
}

/** Providers and servers that speak OpenAI's chat completions. */
export const chatCompletionsProviders: readonly NetworkProvider[] = [
  provider('openai', 'OpenAI', 'gpt-4o-mini', hosted('OPENAI', 'https://api.openai.com/v1')),
  provider('deepseek', 'DeepSeek', 'deepseek-flash', hosted('DEEPSEEK', 'https://api.deepseek.com')),
  provider(
    'openrouter',
    'OpenRouter',
    'meta-llama/llama-3.1-8b-instruct',
    hosted('OPENROUTER', 'https://openrouter.ai/api/v1'),
  ),
  provider(
    'together',
    'Together AI',
    'Qwen/Qwen2.5-7B-Instruct-Turbo',
    hosted('TOGETHER', 'https://api.together.xyz/v1'),
  ),
  provider(
    'huggingface',
    'Hugging Face Inference Providers',
    'Qwen/Qwen2.5-7B-Instruct',
    hosted('HUGGINGFACE', 'https://router.huggingface.co/v1', 'HF_TOKEN'),
  ),
  provider('vllm', 'vLLM', 'Qwen/Qwen2.5-7B-Instruct', own('VLLM', 'http://127.0.0.1:8000/v1')),
  provider('sglang', 'SGLang', 'Qwen/Qwen2.5-7B-Instruct', own('SGLANG', 'http://127.0.0.1:30000/v1')),
  provider('ollama', 'Ollama', 'llama3.1:8b', own('OLLAMA', 'http://127.0.0.1:11434/v1')),
  provider('llamacpp', 'llama.cpp server', 'default', own('LLAMACPP', 'http://127.0.0.1:8080/v1')),
  provider('lmstudio', 'LM Studio', 'qwen2.5-7b-instruct', own('LMSTUDIO', 'http://127.0.0.1:1234/v1')),
  provider('openai-compatible', 'OpenAI-compatible server', 'my-model', {
    ...hosted('OPENAI_COMPATIBLE', ''),
    needsKey: false,
    defaultBaseUrl: null,
  }),
];
