import { expect, test } from 'vitest';
import { resolveConnection } from '../connection.ts';
import { azureProvider, deploymentConnection } from './azure-provider.ts';

const key = { AZURE_OPENAI_API_KEY: 'a-key-of-azure' };

test.each([
  ['https://x.openai.azure.com', {}, '/openai/deployments/my%20one', '?api-version=2024-10-21'],
  ['https://x.openai.azure.com/openai/', {}, '/openai/deployments/my%20one', '?api-version=2024-10-21'],
  [
    'https://x.openai.azure.com/openai/deployments/other',
    {},
    '/openai/deployments/my%20one',
    '?api-version=2024-10-21',
  ],
  ['https://gateway.example/azure', {}, '/azure/openai/deployments/my%20one', '?api-version=2024-10-21'],
  ['https://x.openai.azure.com?api-version=1', {}, '/openai/deployments/my%20one', '?api-version=1'],
  [
    'https://x.openai.azure.com?a=b',
    { OPENAI_API_VERSION: '2' },
    '/openai/deployments/my%20one',
    '?a=b&api-version=2',
  ],
  ['https://x.openai.azure.com/openai/v1', { OPENAI_API_VERSION: '2' }, '/openai/v1', ''],
])('%s with %j is asked at %s%s', (endpoint, more, path, query) => {
  const environment = { ...key, ...more, AZURE_OPENAI_ENDPOINT: endpoint };
  const connection = resolveConnection(azureProvider, { environment });
  expect(deploymentConnection(connection, 'my one', environment)).toMatchObject({ path, query });
  expect(connection.headers).toMatchObject({ 'api-key': 'a-key-of-azure' });
  expect(connection.headers).not.toHaveProperty('authorization');
});

test('without an address the error names the variable and what it is like', () => {
  expect(() => resolveConnection(azureProvider, { environment: key })).toThrow(
    expect.objectContaining({ advice: expect.stringMatching(/AZURE_OPENAI_ENDPOINT.*openai\.azure\.com/) }),
  );
});
