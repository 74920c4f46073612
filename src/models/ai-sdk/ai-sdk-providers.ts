import type { LanguageModelV3 } from '@ai-sdk/provider';
import { UsageError } from '../../errors/errors.ts';
import type { ConnectionFacts, NetworkProvider } from '../provider.ts';
import type { AiSdkSettings } from './ai-sdk-model.ts';

/** Makes the vendor's model of this name; the vendor's package is loaded only then. */
type Vendor = (settings: AiSdkSettings, model: string) => Promise<LanguageModelV3>;

function provider(
  id: string,
  title: string,
  example: string,
  facts: ConnectionFacts,
  vendor: Vendor,
): NetworkProvider {
  return {
    kind: 'network',
    id,
    title,
    example,
    facts,
    open: async (opening) => {
      const { AiSdkModel } = await import('./ai-sdk-model.ts');
      return AiSdkModel.open(opening, (settings) =>
        vendor(settings, opening.model).catch((cause: unknown) => {
          throw notInstalled(id, cause);
        }),
      );
    },
  };
}

/** The vendors' packages are optional: who asks none of their models installs none. */
export function notInstalled(id: string, cause: unknown): unknown {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
  if (!isMissing) return cause;
  return new UsageError(`The package @ai-sdk/${id} is not installed.`, {
    where: `${id}:`,
    expected: `@ai-sdk/${id}, which models of this provider are called through`,
    advice: `Install it beside hvsb with "npm install @ai-sdk/${id}@3".`,
    cause,
  });
}

const anthropic = provider(
  'anthropic',
  'Anthropic',
  'claude-haiku-4-5',
  {
    keyVariables: ['ANTHROPIC_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['ANTHROPIC_BASE_URL'],
    defaultBaseUrl: 'https://api.anthropic.com/v1',
    ownServer: false,
    authorization: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
    versionPath: '/v1',
    listQuery: 'limit=1000',
  },
  async (settings, model) => (await import('@ai-sdk/anthropic')).createAnthropic(settings)(model),
);

const google = provider(
  'google',
  'Google Gemini',
  'gemini-2.5-flash',
  {
    keyVariables: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['GOOGLE_GENERATIVE_AI_BASE_URL', 'GEMINI_BASE_URL'],
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    ownServer: false,
    authorization: (key) => ({ 'x-goog-api-key': key }),
    versionPath: '/v1beta',
    listQuery: 'pageSize=1000',
  },
  async (settings, model) => (await import('@ai-sdk/google')).createGoogleGenerativeAI(settings)(model),
);

const mistral = provider(
  'mistral',
  'Mistral',
  'mistral-large-2512',
  {
    keyVariables: ['MISTRAL_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['MISTRAL_BASE_URL'],
    defaultBaseUrl: 'https://api.mistral.ai/v1',
    ownServer: false,
    authorization: (key) => ({ authorization: `Bearer ${key}` }),
    versionPath: '/v1',
  },
  async (settings, model) => (await import('@ai-sdk/mistral')).createMistral(settings)(model),
);

/** Vendors with an interface of their own, called through the AI SDK's provider packages at their contract. */
export const aiSdkProviders: readonly NetworkProvider[] = [anthropic, google, mistral];
