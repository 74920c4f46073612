import type { NetworkProvider } from '../provider.ts';
import { aiSdkProvider } from './ai-sdk-provider.ts';
import { bedrockProvider } from './bedrock-provider.ts';
import { vertexProvider } from './vertex-provider.ts';

const anthropic = aiSdkProvider({
  id: 'anthropic',
  title: 'Anthropic',
  example: 'claude-haiku-4-5',
  facts: {
    keyVariables: ['ANTHROPIC_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['ANTHROPIC_BASE_URL'],
    defaultBaseUrl: 'https://api.anthropic.com/v1',
    ownServer: false,
    authorization: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
    versionPath: '/v1',
    listQuery: 'limit=1000',
  },
  package: '@ai-sdk/anthropic@3',
  makeModel: async (settings, model) => (await import('@ai-sdk/anthropic')).createAnthropic(settings)(model),
});

const google = aiSdkProvider({
  id: 'google',
  title: 'Google Gemini',
  example: 'gemini-2.5-flash',
  facts: {
    keyVariables: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['GOOGLE_GENERATIVE_AI_BASE_URL', 'GEMINI_BASE_URL'],
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    ownServer: false,
    authorization: (key) => ({ 'x-goog-api-key': key }),
    versionPath: '/v1beta',
    listQuery: 'pageSize=1000',
  },
  package: '@ai-sdk/google@3',
  makeModel: async (settings, model) =>
    (await import('@ai-sdk/google')).createGoogleGenerativeAI(settings)(model),
});

const mistral = aiSdkProvider({
  id: 'mistral',
  title: 'Mistral',
  example: 'mistral-large-2512',
  facts: {
    keyVariables: ['MISTRAL_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['MISTRAL_BASE_URL'],
    defaultBaseUrl: 'https://api.mistral.ai/v1',
    ownServer: false,
    authorization: (key) => ({ authorization: `Bearer ${key}` }),
    versionPath: '/v1',
  },
  package: '@ai-sdk/mistral@3',
  makeModel: async (settings, model) => (await import('@ai-sdk/mistral')).createMistral(settings)(model),
});

/** Vendors with an interface of their own, called through the AI SDK's provider packages at their contract. */
export const aiSdkProviders: readonly NetworkProvider[] = [
  anthropic,
  google,
  mistral,
  bedrockProvider,
  vertexProvider,
];
