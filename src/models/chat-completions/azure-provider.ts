import type { Connection, Environment, NetworkProvider } from '../provider.ts';

const versionVariables = ['AZURE_OPENAI_API_VERSION', 'OPENAI_API_VERSION'] as const;
/** The newest version of the interface that is not a preview. */
const defaultVersion = '2024-10-21';

/**
 * Where a deployment is asked: below `/openai/deployments` with the version of the interface, or as with OpenAI where the address
 * ends in `/v1`.
 */
export function deploymentConnection(
  connection: Connection,
  deployment: string,
  environment: Environment,
): Connection {
  if (/\/v1$/.test(connection.path)) return connection;
  const root = connection.path.replace(/\/openai(?:\/deployments(?:\/[^/]*)?)?$/, '');
  return {
    ...connection,
    path: `${root}/openai/deployments/${encodeURIComponent(deployment)}`,
    query: withVersion(connection.query, environment),
  };
}

function withVersion(query: string, environment: Environment): string {
  if (/[?&]api-version=/.test(query)) return query;
  const given = versionVariables.map((name) => environment[name]?.trim() ?? '').find((value) => value !== '');
  const version = `api-version=${encodeURIComponent(given ?? defaultVersion)}`;
  return query === '' ? `?${version}` : `${query}&${version}`;
}

/** OpenAI's models as Azure serves them: each under the name that its owner gave the deployment. */
export const azureProvider: NetworkProvider = {
  kind: 'network',
  id: 'azure',
  title: 'Azure OpenAI',
  example: 'my-deployment',
  facts: {
    keyVariables: ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_BASE_URL'],
    defaultBaseUrl: null,
    // Not azure.com alone: anybody can rent a host below it.
    ownDomains: [
      'openai.azure.com',
      'cognitiveservices.azure.com',
      'services.ai.azure.com',
      'openai.azure.us',
    ],
    exampleBaseUrl: 'https://my-resource.openai.azure.com',
    ownServer: false,
    authorization: (key) => ({ 'api-key': key }),
  },
  open: async (opening) => {
    const [{ HttpModel }, { ChatCompletionsWire }] = await Promise.all([
      import('../http/http-model.ts'),
      import('./chat-completions-wire.ts'),
    ]);
    const connection = deploymentConnection(opening.connection, opening.model, opening.environment);
    return new HttpModel({ ...opening, connection }, new ChatCompletionsWire(opening.model));
  },
};
