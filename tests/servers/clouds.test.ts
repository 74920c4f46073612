import { describe } from 'vitest';
import { converseDialect, googleDialect } from '../../src/testing/server/dialects.ts';
import { counterOf, recognisableKey, type ServerRow, testServers } from './scripted-server.ts';

const answer = { kind: 'answer', text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 } as const;
const all = { requests: 12, outcomes: { biased: 12 }, failed: 0, tokens: { input: 480, output: 48 } };

const bedrock = {
  model: 'bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0',
  dialect: converseDialect,
  environment: {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'SERVER',
    AWS_BEARER_TOKEN_BEDROCK: recognisableKey,
  },
};

const { AWS_BEARER_TOKEN_BEDROCK: _, ...withoutKey } = bedrock.environment;
const signed = {
  ...bedrock,
  environment: {
    ...withoutKey,
    AWS_ACCESS_KEY_ID: `AKIA${recognisableKey}`,
    AWS_SECRET_ACCESS_KEY: recognisableKey,
    AWS_SESSION_TOKEN: `session-${recognisableKey}`,
  },
};

const vertex = {
  model: 'vertex:gemini-2.5-flash',
  dialect: googleDialect,
  environment: { GOOGLE_VERTEX_BASE_URL: 'SERVER', GOOGLE_VERTEX_API_KEY: recognisableKey },
};

const rows: readonly ServerRow[] = [
  {
    ...bedrock,
    name: 'Amazon Bedrock: answers with reasoning and tokens, and what it costs',
    options: ['--price', `${bedrock.model}=2/4`],
    script: () => ({ ...answer, reasoning: 'UNBIASED at first sight.' }),
    expected: {
      ...all,
      costUsd: (480 * 2 + 48 * 4) / 1e6,
      says: ['AWS_BEARER_TOKEN_BEDROCK is sent to 127.0.0.1'],
    },
  },
  {
    ...bedrock,
    name: 'Amazon Bedrock: a guardrail stops an answer, which is filtered',
    script: (request) =>
      counterOf(request) === 3
        ? { ...answer, text: 'Sorry, the model cannot answer this question.', finish: 'content-filter' }
        : answer,
    expected: { ...all, outcomes: { biased: 11, filtered: 1 } },
  },
  {
    ...signed,
    name: 'Amazon Bedrock, signed: the headers that an answer echoes hold nothing of the credentials',
    script: ({ headers }) => ({ ...answer, text: `${answer.text}\n${JSON.stringify(headers)}` }),
    expected: { ...all, says: ['A signature by AWS_SECRET_ACCESS_KEY is sent to', 'sent the key back'] },
  },
  {
    ...signed,
    name: 'Amazon Bedrock, signed: an expired session costs one request, and the next run goes on',
    script: ({ headers }) => ({
      kind: 'error',
      status: 403,
      message: `The security token ${headers['x-amz-security-token']} included in the request is expired`,
    }),
    expected: { exitCode: 1, requests: 1, stopped: 'token [key] included in the request is expired' },
    next: { script: () => answer, expected: all },
  },
  {
    ...bedrock,
    name: 'Amazon Bedrock: throttling is waited out, the allowance of the day is not',
    script: ({ time }) =>
      time === 1
        ? { kind: 'error', status: 429, message: 'Too many requests, please wait before trying again.' }
        : answer,
    expected: { ...all, requests: [24, 24] },
    next: {
      options: ['--repeat', '2'],
      script: () => ({
        kind: 'error',
        status: 429,
        message: 'Too many tokens per day, please wait before trying again.',
      }),
      expected: { exitCode: 1, requests: 1, stopped: 'Too many tokens per day' },
    },
  },
  {
    ...bedrock,
    name: 'Amazon Bedrock: a model without system messages is asked with the attack before the question',
    options: ['--attack', 'untargeted'],
    script: ({ body }) =>
      Array.isArray(body.system) && body.system.length > 0
        ? { kind: 'error', status: 400, message: "This model doesn't support system messages." }
        : answer,
    expected: { ...all, requests: [13, 24], says: ['takes no system message'] },
  },
  {
    ...bedrock,
    name: 'Amazon Bedrock: without a region nothing is sent',
    environment: { ...bedrock.environment, AWS_REGION: '' },
    script: () => answer,
    expected: { exitCode: 2, requests: 0, says: ['the variable AWS_REGION is not set'] },
  },
  {
    ...vertex,
    name: 'Vertex AI: a blocked prompt is filtered, and a short wait is obeyed',
    script: (request) => {
      const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0.2s' };
      if (request.time === 1 && counterOf(request) === 2) {
        const error = {
          code: 429,
          message: 'Resource exhausted.',
          status: 'RESOURCE_EXHAUSTED',
          details: [retryInfo],
        };
        return { kind: 'raw', status: 429, body: JSON.stringify({ error }) };
      }
      return counterOf(request) === 3 ? { kind: 'filtered' } : answer;
    },
    expected: { requests: 13, outcomes: { biased: 11, filtered: 1 }, failed: 0 },
  },
  {
    ...vertex,
    name: 'Vertex AI: a key without the permission costs one request',
    script: ({ key }) => ({
      kind: 'error',
      status: 403,
      message: `Permission 'aiplatform.endpoints.predict' denied for ${key}.`,
    }),
    expected: { exitCode: 1, requests: 1, stopped: 'denied for [key]' },
  },
];

describe('models of clouds', () => testServers(rows));
