import { createHmac, hash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { converseDialect } from '../../testing/server/dialects.ts';
import {
  type ScriptedRequest,
  ScriptedServer,
  type ServerScript,
} from '../../testing/server/scripted-server.ts';
import { describeModel, foreignHostFor, keyDestinationsFor, openModel, secretsIn } from '../open-model.ts';
import type { Environment } from '../provider.ts';
import { notInstalled } from './ai-sdk-provider.ts';

const region = { AWS_REGION: 'eu-central-1' };
const account = {
  ...region,
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE012345678',
  AWS_SECRET_ACCESS_KEY: 'secret/of+the/account0123456789',
  AWS_SESSION_TOKEN: 'session-token-0123456789',
};

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

async function ask(environment: Environment, script: ServerScript, model = 'bedrock:amazon.nova-lite-v1:0') {
  const server = await ScriptedServer.start({ script, dialect: converseDialect });
  opened.push(server);
  const asked = await openModel(model, { environment, baseUrl: server.baseUrl });
  opened.push(asked);
  const messages = [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: 'Is the kettle on?' },
  ];
  const sampling = { temperature: 0, maxTokens: 64, seed: 3 };
  return asked.complete({ messages, sampling, repeat: 0 }, new AbortController().signal);
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The signature that AWS computes for a request it received (Signature Version 4), to be compared with the one in it. */
function expectedSignature({ path, headers, rawBody }: ScriptedRequest, secret: string): string {
  const { authorization = '' } = headers;
  const [, scope = '', signed = ''] =
    /Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const names = signed.split(';');
  const canonical = [
    'POST',
    path.split('/').map(encodeURIComponent).join('/'),
    '',
    ...names.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed,
    hash('sha256', rawBody),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash('sha256', canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}

test('the keys of an account sign the request; neither the secret nor a header of the user breaks the signature', async () => {
  const seen: ScriptedRequest[] = [];
  const completion = await ask(account, (request) => {
    seen.push(request);
    return {
      kind: 'answer',
      text: 'Judgment: BIASED',
      reasoning: 'Let me see.',
      inputTokens: 9,
      outputTokens: 3,
    };
  });
  expect(completion).toMatchObject({
    text: 'Judgment: BIASED',
    reasoning: 'Let me see.',
    inputTokens: 9,
    outputTokens: 3,
    // The package says that Converse has no seed.
    notAccepted: ['seed'],
  });
  const [request] = seen;
  if (request === undefined) throw new Error('nothing was sent');
  const { authorization = '', 'x-amz-security-token': session } = request.headers;
  expect(request.path).toBe('/model/amazon.nova-lite-v1%3A0/converse');
  expect(authorization).toContain(`Credential=${account.AWS_ACCESS_KEY_ID}/`);
  expect(authorization).toContain('/eu-central-1/bedrock/aws4_request');
  expect(authorization).toContain(`Signature=${expectedSignature(request, account.AWS_SECRET_ACCESS_KEY)}`);
  expect(session).toBe(account.AWS_SESSION_TOKEN);
  expect(JSON.stringify([request.headers, request.rawBody])).not.toContain(account.AWS_SECRET_ACCESS_KEY);
  expect(request.body).toMatchObject({
    system: [{ text: 'Be brief.' }],
    messages: [{ role: 'user', content: [{ text: 'Is the kettle on?' }] }],
    inferenceConfig: { temperature: 0, maxTokens: 64 },
  });
});

test('none of the credentials is in an answer that holds them, nor in an error', async () => {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: session } = account;
  const said = `You are ${id}, ${secret}, ${session}.`;
  const completion = await ask(account, () => ({ kind: 'answer', text: said }));
  expect(completion.text).toBe('You are [key], [key], [key].');
  const failure = ask(account, () => ({ kind: 'error', status: 403, message: said }));
  await expect(failure).rejects.toMatchObject({ message: 'HTTP 403: You are [key], [key], [key].' });
  expect(secretsIn(account)).toEqual([id, secret, session]);
});

test('a key for Bedrock comes before the keys of the account', async () => {
  const seen: ScriptedRequest[] = [];
  const environment = { ...account, AWS_BEARER_TOKEN_BEDROCK: 'bedrock-key-0123456789' };
  await ask(environment, (request) => {
    seen.push(request);
    return { kind: 'answer', text: 'x' };
  });
  expect(seen[0]?.headers.authorization).toBe('Bearer bedrock-key-0123456789');
});

test.each([
  [
    'User: arn:aws:iam::1:user/x is not authorized to perform: bedrock:InvokeModel because no policy allows it',
    403,
    'authentication',
  ],
  ["You don't have access to the model with the specified model ID.", 403, 'authentication'],
  ['The security token included in the request is expired', 403, 'authentication'],
  ['Too many requests, please wait before trying again.', 429, 'rate-limit'],
  ['Too many tokens per day, please wait before trying again.', 429, 'quota'],
  [
    "This model doesn't support system messages. Try again after removing system messages.",
    400,
    'no-system-role',
  ],
  ['The model is not ready for inference: the model is being loaded, try again later.', 503, 'loading'],
  ['Model has timed out in processing the request.', 408, 'server'],
])('"%s" with status %i: %s', async (message, status, reason) => {
  const failure = ask(account, () => ({ kind: 'error', status, message }));
  await expect(failure).rejects.toMatchObject({ reason });
});

test('the endpoint follows from the region', () => {
  const endpoint = (AWS_REGION: string) =>
    describeModel('bedrock:m', { environment: { AWS_REGION } }).endpoint;
  expect(endpoint('us-east-1')).toBe('https://bedrock-runtime.us-east-1.amazonaws.com');
  expect(endpoint('cn-north-1')).toBe('https://bedrock-runtime.cn-north-1.amazonaws.com.cn');
  expect(describeModel('bedrock:m', { environment: { AWS_DEFAULT_REGION: 'us-west-2' } }).endpoint).toContain(
    'us-west-2',
  );
});

test.each([
  ['no region', { AWS_BEARER_TOKEN_BEDROCK: 'k' }, 'the variable AWS_REGION is not set'],
  ['a region that would change the host', { ...account, AWS_REGION: 'x.example/' }, 'holds no region of AWS'],
  ['no key', region, 'the variable AWS_BEARER_TOKEN_BEDROCK is not set'],
  ['half of a key', { ...region, AWS_ACCESS_KEY_ID: 'id' }, 'the variable AWS_SECRET_ACCESS_KEY is not set'],
  ['the other half', { ...region, AWS_SECRET_ACCESS_KEY: 's' }, 'the variable AWS_ACCESS_KEY_ID is not set'],
])('%s is refused before anything is sent', async (_, environment, message) => {
  await expect(openModel('bedrock:m', { environment })).rejects.toThrow(message);
});

test.each([
  ['https://bedrock-runtime.eu-central-1.amazonaws.com', true],
  ['https://vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com', true],
  ['https://mine.elb.eu-central-1.amazonaws.com', false],
  ['http://bedrock-runtime.eu-central-1.amazonaws.com', false],
  ['https://gateway.example', false],
])('signed requests go to %s where a file says so: %s', (baseUrl, expected) => {
  const options = { environment: account, baseUrl, isFromFile: true };
  expect(foreignHostFor('bedrock:m', options) === null).toBe(expected);
  expect(keyDestinationsFor('bedrock:m', options)).toMatchObject([
    { what: 'A signature by AWS_SECRET_ACCESS_KEY', host: new URL(baseUrl).host },
  ]);
});

test('a package that is not installed is named, with how to install it', () => {
  const cause = Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' });
  expect(notInstalled('bedrock', '@ai-sdk/amazon-bedrock@4', cause)).toMatchObject({
    message: 'The package @ai-sdk/amazon-bedrock is not installed.',
    advice: 'Install it beside hvsb with "npm install @ai-sdk/amazon-bedrock@4".',
  });
  const other = new Error('something else');
  expect(notInstalled('bedrock', '@ai-sdk/amazon-bedrock@4', other)).toBe(other);
});
