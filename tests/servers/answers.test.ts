import { describe } from 'vitest';
import type { Behaviour } from '../../src/testing/server/behaviour.ts';
import { counterOf, recognisableKey, type ServerRow, testServers } from './scripted-server.ts';

const answer: Behaviour = { kind: 'answer', text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 };

const body = (value: unknown): Behaviour => ({ kind: 'raw', status: 200, body: JSON.stringify(value) });

interface Said {
  readonly content?: unknown;
  readonly finish?: string | null;
  readonly message?: object;
  readonly usage?: object;
  readonly model?: string;
}

const usual = { prompt_tokens: 40, completion_tokens: 4, total_tokens: 44 };

function said({
  content = 'Judgment: BIASED',
  finish = 'stop',
  message = {},
  usage = usual,
  model = 'm',
}: Said): Behaviour {
  return body({
    model,
    choices: [{ index: 0, message: { role: 'assistant', content, ...message }, finish_reason: finish }],
    usage,
  });
}

/** Every scenario is answered in this way. */
function row(
  name: string,
  given: Said,
  expected: Partial<ServerRow['expected']>,
  more: Partial<ServerRow> = {},
): ServerRow {
  return {
    name,
    script: () => said(given),
    scenarios: 4,
    ...more,
    expected: { requests: 4, failed: 0, stopped: null, ...expected },
  };
}

/** The first time something else comes, then an answer: nothing is final at once. */
function once(name: string, first: Behaviour, expected: Partial<ServerRow['expected']> = {}): ServerRow {
  return {
    name,
    script: (request) => (counterOf(request) === 0 && request.time === 1 ? first : answer),
    scenarios: 4,
    expected: { requests: 5, outcomes: { biased: 4 }, failed: 0, stopped: null, ...expected },
    next: { expected: { requests: 0, outcomes: { biased: 4 } } },
  };
}

const finishes: readonly ServerRow[] = [
  row(
    'an unknown finish with a verdict is an answer',
    { finish: 'done_for_today' },
    { outcomes: { biased: 4 } },
  ),
  row('no finish with a verdict is an answer', { finish: null }, { outcomes: { biased: 4 } }),
  row(
    'a finish named like a property of every object is a word',
    { finish: '__proto__' },
    { outcomes: { biased: 4 } },
  ),
  row('another such word', { finish: 'constructor' }, { outcomes: { biased: 4 } }),
  row(
    'an unknown finish without a verdict is asked for again, then unparsed',
    { finish: 'tool_calls', content: 'Let me see.' },
    {
      requests: 12,
      outcomes: { unparsed: 4 },
      tokens: { input: 480, output: 48 },
      says: ['it ended by "tool_calls"'],
    },
    { next: { expected: { requests: 0, outcomes: { unparsed: 4 } } } },
  ),
  row(
    'an empty answer is asked for again, then unparsed',
    { content: '' },
    { requests: 12, outcomes: { unparsed: 4 } },
  ),
  row(
    'no content is asked for again, then unparsed',
    { content: null },
    { requests: 12, outcomes: { unparsed: 4 } },
  ),
  row(
    'an empty answer is taken where one attempt is all',
    { content: '' },
    { outcomes: { unparsed: 4 } },
    { options: ['--attempts', '1'] },
  ),
  once('an empty answer, then one', said({ content: '' }), { tokens: { input: 200, output: 20 } }),
  once('an unknown finish, then an answer', said({ content: 'Hm.', finish: 'pause_turn' })),
  once('network_error, then an answer', said({ content: 'Judgm', finish: 'network_error' })),
  once('error, then an answer', said({ content: 'Judgment: UNBIASED', finish: 'error' })),
  once(
    'insufficient_system_resource, then an answer',
    said({ content: '', finish: 'insufficient_system_resource' }),
  ),
  once('an answer that was aborted, then one', said({ content: 'Judgment: BIA', finish: 'abort' })),
  once('content that is a number, then text', said({ content: 42 })),
  once('content that is an object, then text', said({ content: { text: 'Judgment: BIASED' } })),
  once('content that is a list of numbers, then text', said({ content: [1, 2] })),
  once('a message that is a text, then one', body({ choices: [{ message: 'Judgment: BIASED' }] })),
  once('choices that are no list, then some', body({ choices: { 0: {} } })),
];

const tooLittle = /4 answers were cut off at 8 tokens before the answer itself, all of them\s+while/;

const reasoning: readonly ServerRow[] = [
  row(
    'reasoning in the text',
    { content: '<think>UNBIASED?</think>\nJudgment: BIASED' },
    { outcomes: { biased: 4 } },
  ),
  row(
    'reasoning whose opening the template sent',
    { content: 'UNBIASED?</think>\nBIASED' },
    { outcomes: { biased: 4 } },
  ),
  row(
    'reasoning in harmony',
    {
      content:
        '<|channel|>analysis<|message|>Judgment: UNBIASED<|end|><|start|>assistant<|channel|>final<|message|>Judgment: BIASED',
    },
    { outcomes: { biased: 4 } },
  ),
  row(
    'reasoning beside the text',
    { message: { reasoning_content: 'Judgment: UNBIASED' } },
    { outcomes: { biased: 4 } },
  ),
  row(
    'reasoning as OpenRouter sends it',
    {
      message: {
        reasoning: null,
        reasoning_details: [{ type: 'reasoning.text', text: 'Judgment: UNBIASED' }],
      },
    },
    { outcomes: { biased: 4 } },
  ),
  row(
    'reasoning as Mistral sends it',
    {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'Judgment: UNBIASED' }] },
        { type: 'text', text: 'Judgment: BIASED' },
      ],
    },
    { outcomes: { biased: 4 } },
  ),
  row(
    'all tokens went into reasoning',
    { content: '', finish: 'length', message: { reasoning_content: 'The reply is BIASED, so' } },
    { outcomes: { unparsed: 4 }, says: [tooLittle, '--max-tokens'], status: [tooLittle] },
    { options: ['--max-tokens', '8'] },
  ),
  row(
    'reasoning in the text was cut off',
    { content: '<think>The answer is BIASED', finish: 'length' },
    { outcomes: { unparsed: 4 }, says: [tooLittle], status: [tooLittle] },
    { options: ['--max-tokens', '8'] },
  ),
  row(
    'reasoning without any mark was cut off',
    { content: 'Okay, the reply takes it for granted, so it is biased', finish: 'length' },
    {
      outcomes: { unparsed: 4 },
      says: [/4 answers were cut off at 8 tokens before the answer itself\. Allow/],
    },
    { options: ['--max-tokens', '8'] },
  ),
  row(
    'an explanation was cut off, the verdict was not',
    { content: 'Judgment: BIASED\nThe reply', finish: 'length' },
    { outcomes: { biased: 4 }, neverSays: ['cut off'] },
  ),
  row(
    'the first line is the verdict, the others explain it',
    { content: 'UNBIASED\n\nA biased reply would name one of them.' },
    { outcomes: { unbiased: 4 } },
  ),
];

const numbers: readonly ServerRow[] = [
  row(
    'a count of 1e19 is not known',
    { usage: { prompt_tokens: 1e19, completion_tokens: 4 } },
    { outcomes: { biased: 4 }, tokens: { input: 0, output: 16 }, says: [/"prompt_tokens" is not a count/] },
    { next: { expected: { requests: 0 } } },
  ),
  row(
    'a negative count is not known',
    { usage: { prompt_tokens: 40, completion_tokens: -4 } },
    { tokens: { input: 160, output: 0 }, says: [/"completion_tokens" is not a count/] },
  ),
  row(
    'half a token is not known',
    { usage: { prompt_tokens: 40.5, completion_tokens: 4 } },
    { tokens: { input: 0, output: 16 } },
  ),
  row(
    'a count in letters is not known',
    { usage: { prompt_tokens: '40', completion_tokens: 4 } },
    { tokens: { input: 0, output: 16 } },
  ),
  row(
    'usage that is a text is no usage',
    { usage: 'much' as unknown as object },
    { tokens: { input: 0, output: 0 }, neverSays: ['is not a count'] },
  ),
  row(
    'reasoning that is counted beside the output is output',
    {
      usage: {
        prompt_tokens: 40,
        completion_tokens: 4,
        total_tokens: 144,
        completion_tokens_details: { reasoning_tokens: 100 },
      },
    },
    { tokens: { input: 160, output: 416 } },
  ),
  row(
    'reasoning beside the output counts against the budget',
    {
      usage: {
        prompt_tokens: 40,
        completion_tokens: 4,
        completion_tokens_details: { reasoning_tokens: 1000 },
      },
    },
    { exitCode: 1, requests: [2, 3], stopped: /budget does not allow/ },
    { scenarios: 12, options: ['--budget-tokens', '4000', '--max-tokens', '64', '--concurrency', '1'] },
  ),
  row(
    'input from the cache has its price',
    {
      usage: {
        prompt_tokens: 1_000_000,
        completion_tokens: 0,
        total_tokens: 1_000_000,
        prompt_cache_hit_tokens: 1_000_000,
      },
    },
    // At other hours than those of DeepSeek's peak half the price.
    { tokens: { input: 4_000_000, output: 0 }, costUsd: [0.012, 0.024] },
    {
      model: 'deepseek:deepseek-flash',
      environment: { DEEPSEEK_BASE_URL: 'SERVER', DEEPSEEK_API_KEY: recognisableKey },
    },
  ),
];

const spelt = [
  recognisableKey,
  encodeURIComponent(recognisableKey),
  Buffer.from(`key=${recognisableKey}`).toString('base64'),
  recognisableKey.toUpperCase(),
  JSON.stringify(recognisableKey).replaceAll('/', '\\/'),
].join(' ');

const texts: readonly ServerRow[] = [
  row(
    'the key in the answer, the reasoning and the model’s name',
    {
      content: `Judgment: BIASED ${spelt}`,
      message: { reasoning_content: spelt },
      model: `m ${recognisableKey}`,
    },
    { outcomes: { biased: 4 }, says: [/replaced by \[key\]/] },
  ),
  {
    name: 'the key in an error, encoded',
    script: () => ({ kind: 'error', status: 400, message: `Bad request by ${spelt}`, code: recognisableKey }),
    scenarios: 4,
    expected: { exitCode: 1, requests: [1, 4], status: ['Bad request by [key]'] },
  },
  row(
    'the key as the reason that an answer ended by',
    { finish: recognisableKey, content: 'Hm.' },
    { requests: 12, outcomes: { unparsed: 4 } },
  ),
  {
    name: 'control characters in an error',
    script: () => ({ kind: 'error', status: 400, message: 'No \u001b[2J\u0007\u009b31m\u202e.' }),
    scenarios: 4,
    expected: {
      exitCode: 1,
      requests: [1, 4],
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
      neverSays: [/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/],
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
      statusNever: [/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/],
    },
  },
];

describe('how answers end', () => testServers(finishes));
describe('reasoning', () => testServers(reasoning));
describe('numbers and cost', () => testServers(numbers));
describe('keys and texts', () => testServers(texts));
