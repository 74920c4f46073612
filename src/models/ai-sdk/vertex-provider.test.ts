import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { googleDialect } from '../../testing/server/dialects.ts';
import {
  type ScriptedRequest,
  ScriptedServer,
  type ServerScript,
} from '../../testing/server/scripted-server.ts';
import { describeModel, foreignHostFor, keyDestinationsFor, openModel } from '../open-model.ts';
import type { Environment } from '../provider.ts';

const place = { GOOGLE_VERTEX_PROJECT: 'my-project', GOOGLE_VERTEX_LOCATION: 'us-central1' };
const dialect = {
  ...googleDialect,
  basePath: '/v1beta1/projects/my-project/locations/us-central1/publishers/google',
};

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function folder(): string {
  const made = mkdtempDisposableSync(join(tmpdir(), 'hvsb-vertex-'));
  opened.push(() => made.remove());
  return made.path;
}

async function open(environment: Environment, script: ServerScript, headers: Record<string, string> = {}) {
  const server = await ScriptedServer.start({ script, dialect });
  const model = await openModel('vertex:gemini-2.5-flash', { environment, baseUrl: server.baseUrl, headers });
  opened.push(
    () => server.close(),
    () => model.close(),
  );
  const messages = [{ role: 'user' as const, content: 'Is the kettle on?' }];
  return () =>
    model.complete({ messages, sampling: { temperature: 0 }, repeat: 0 }, new AbortController().signal);
}

/** A token server, and a file with credentials for it as workload identity federation has them. */
async function tokenServer(answer: (number: number) => { readonly status: number; readonly body: unknown }) {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    const { status, body } = answer(requests);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const path = folder();
  const subject = join(path, 'subject.txt');
  writeFileSync(subject, 'a-subject-token');
  const file = join(path, 'credentials.json');
  const credentials = {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `http://127.0.0.1:${port}/token`,
    credential_source: { file: subject },
  };
  writeFileSync(file, JSON.stringify(credentials));
  return { environment: { ...place, GOOGLE_APPLICATION_CREDENTIALS: file }, requests: () => requests };
}

const tokenOf = (number: number, seconds = 3600) => ({
  status: 200,
  body: {
    access_token: `ya29.token-number-${number}-0123456789`,
    token_type: 'Bearer',
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    expires_in: seconds,
  },
});

test('a token is fetched for the credentials, goes with every request, and is in no answer', async () => {
  const { environment, requests } = await tokenServer((number) => tokenOf(number));
  const seen: ScriptedRequest[] = [];
  const ask = await open(environment, (request) => {
    seen.push(request);
    return { kind: 'answer', text: `You sent ${request.key}.`, inputTokens: 7, outputTokens: 2 };
  });
  expect(requests()).toBe(0);
  const completion = await ask();
  await ask();
  expect(completion).toMatchObject({ text: 'You sent [key].', inputTokens: 7, outputTokens: 2 });
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(
    Array(2).fill('Bearer ya29.token-number-1-0123456789'),
  );
  expect(requests()).toBe(1);
});

test('an expired token is renewed, and neither is in an answer', async () => {
  // Within minutes of its end a token counts as expired.
  const { environment, requests } = await tokenServer((number) => tokenOf(number, 1));
  const tokens: string[] = [];
  const ask = await open(environment, ({ key }) => {
    tokens.push(key);
    return { kind: 'answer', text: `You sent ${tokens.join(', ')}.` };
  });
  await ask();
  expect((await ask()).text).toBe('You sent [key], [key].');
  expect(new Set(tokens).size).toBe(2);
  expect(requests()).toBe(2);
});

test.each([
  [400, { error: 'invalid_grant', error_description: 'The subject is not known.' }, 'authentication'],
  [503, { error: 'unavailable', error_description: 'Later.' }, 'server'],
])('a token that is refused with %i is a failure, and nothing is sent', async (status, body, reason) => {
  const { environment } = await tokenServer(() => ({ status, body }));
  let sent = 0;
  const ask = await open(environment, () => {
    sent += 1;
    return { kind: 'answer', text: 'x' };
  });
  await expect(ask()).rejects.toMatchObject({
    reason,
    where: expect.stringContaining('vertex:gemini-2.5-flash'),
    message: expect.stringContaining(body.error_description),
  });
  expect(sent).toBe(0);
});

test('a token in a header needs no credentials', async () => {
  const keys: string[] = [];
  const ask = await open(
    { ...place, MY_TOKEN: 'token-of-mine-0123456789' },
    ({ key }) => {
      keys.push(key);
      return { kind: 'answer', text: `You sent ${key}.` };
    },
    { Authorization: 'Bearer $MY_TOKEN' },
  );
  expect((await ask()).text).toBe('You sent [key].');
  expect(keys).toEqual(['token-of-mine-0123456789']);
});

test('the endpoint follows from project and location, and from neither with a key', () => {
  const endpoint = (environment: Environment) => describeModel('vertex:m', { environment }).endpoint;
  const at = (GOOGLE_VERTEX_LOCATION: string) => new URL(endpoint({ ...place, GOOGLE_VERTEX_LOCATION })).host;
  expect(endpoint(place)).toBe(`https://us-central1-aiplatform.googleapis.com${dialect.basePath}`);
  expect([at('global'), at('eu')]).toEqual(['aiplatform.googleapis.com', 'aiplatform.eu.rep.googleapis.com']);
  expect(endpoint({ GOOGLE_VERTEX_API_KEY: 'k' })).toBe(
    'https://aiplatform.googleapis.com/v1/publishers/google',
  );
});

test.each([
  ['no project', { GOOGLE_VERTEX_LOCATION: 'global' }, 'the variable GOOGLE_VERTEX_PROJECT is not set'],
  ['no location', { GOOGLE_CLOUD_PROJECT: 'p' }, 'the variable GOOGLE_VERTEX_LOCATION is not set'],
  [
    'a location that would change the host',
    { ...place, GOOGLE_VERTEX_LOCATION: 'x.example/' },
    'holds no location',
  ],
  ['a project that would change the path', { ...place, GOOGLE_VERTEX_PROJECT: '../x' }, 'holds no project'],
  ['no credentials', place, 'the variable GOOGLE_VERTEX_API_KEY is not set'],
  [
    'credentials that are not there',
    { ...place, GOOGLE_APPLICATION_CREDENTIALS: '/nowhere.json' },
    'does not exist',
  ],
])('%s is refused before anything is sent', async (_, environment, message) => {
  await expect(openModel('vertex:m', { environment })).rejects.toThrow(message);
});

test.each(['{"type": "a recipe"}', '{"type": "service_account", "client_email": "me"', '"word"', ''])(
  'a file that holds no credentials (%s) is refused before anything is sent',
  async (content) => {
    const file = join(folder(), 'credentials.json');
    writeFileSync(file, content);
    const environment = { ...place, GOOGLE_APPLICATION_CREDENTIALS: file };
    await expect(openModel('vertex:m', { environment })).rejects.toThrow(
      'credentials for Google Cloud cannot be used',
    );
  },
);

test('a token goes to Google alone where a file gives the address', async () => {
  const { environment } = await tokenServer((number) => tokenOf(number));
  const foreign = (baseUrl: string) => foreignHostFor('vertex:m', { environment, baseUrl, isFromFile: true });
  expect(foreign('https://us-central1-aiplatform.googleapis.com/v1')).toBe(null);
  expect(foreign('https://mine.storage.googleapis.com/v1')).toMatchObject({
    host: 'mine.storage.googleapis.com',
  });
  expect(foreign('https://gateway.example/v1')).toMatchObject({ host: 'gateway.example' });
  expect(keyDestinationsFor('vertex:m', { environment })).toMatchObject([
    { what: 'A token from GOOGLE_APPLICATION_CREDENTIALS', host: 'us-central1-aiplatform.googleapis.com' },
  ]);
});
