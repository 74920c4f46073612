import { describe, expect, it } from 'vitest';
import { answerBodyAsJson, readAnswerBody } from './event-stream.ts';

const chunk = (delta: object, more: object = {}) => ({
  id: 'x',
  model: 'some-model',
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});
const chunks = [
  chunk({ role: 'assistant', content: '', reasoning_content: 'Hm' }),
  chunk({ reasoning_content: ', yes.' }),
  chunk({ content: 'Judgment: ' }),
  { choices: [{ index: 1, delta: { content: 'another choice' } }] },
  chunk({ content: 'BIASED' }),
  chunk({}, { finish_reason: 'stop' }),
  { choices: [], usage: { prompt_tokens: 40, completion_tokens: 4 } },
];
const joined = {
  model: 'some-model',
  choices: [
    {
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'Judgment: BIASED', reasoning_content: 'Hm, yes.' },
    },
  ],
  usage: { prompt_tokens: 40, completion_tokens: 4 },
};

function stream(events: readonly unknown[], end = 'data: [DONE]\n\n', lineEnd = '\n'): string {
  return events.map((event) => `data: ${JSON.stringify(event)}${lineEnd}${lineEnd}`).join('') + end;
}

describe('a stream that nobody asked for', () => {
  it.each([
    ['as it is usual', stream(chunks)],
    ['without its mark of the end', stream(chunks, '')],
    ['with other ends of lines', stream(chunks, '', '\r\n')],
    ['with comments and names of events', `: waiting\n\nevent: chunk\nid: 1\nretry: 10\n${stream(chunks)}`],
    ['without a space', stream(chunks).replaceAll('data: ', 'data:')],
    ['as lines of JSON', chunks.map((each) => JSON.stringify(each)).join('\n')],
  ])('of chat completions is one answer, %s', (_, body) => {
    expect(readAnswerBody(body)).toMatchObject(joined);
  });

  it('with a whole answer as its only event is that answer', () => {
    const whole = { choices: [{ index: 0, message: { content: 'BIASED' }, finish_reason: 'stop' }] };
    expect(readAnswerBody(stream([whole]))).toMatchObject(whole);
  });

  it('is cut off where neither it nor the choice says that it ended', () => {
    expect(readAnswerBody(stream(chunks.slice(0, 4), ''))).toBeUndefined();
    expect(readAnswerBody('data: {"choices":[{"delta":{"content":"Judg')).toBeUndefined();
  });

  it('with an error in it is the error', () => {
    const error = { error: { code: 502, message: 'The provider is gone.' } };
    expect(readAnswerBody(stream([...chunks.slice(0, 3), error]))).toEqual(error);
  });

  it('of Ollama’s own interface is one answer', () => {
    const lines = [
      { model: 'm', message: { role: 'assistant', content: 'BI' }, done: false },
      { model: 'm', message: { role: 'assistant', content: 'ASED' }, done: false },
      {
        model: 'm',
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'length',
        prompt_eval_count: 9,
        eval_count: 2,
      },
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    expect(readAnswerBody(text)).toMatchObject({
      choices: [{ message: { content: 'BIASED', role: 'assistant' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 9, completion_tokens: 2 },
    });
    expect(readAnswerBody(text.split('\n').slice(0, 2).join('\n'))).toBeUndefined();
  });

  it('of Anthropic is one message', () => {
    const events = [
      {
        type: 'message_start',
        message: {
          id: 'm',
          role: 'assistant',
          model: 'c',
          content: [],
          usage: { input_tokens: 9, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'ping' },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'BI' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'ASED' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ];
    expect(readAnswerBody(stream(events, ''))).toMatchObject({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'BIASED' },
      ],
      stop_reason: 'end_turn',
      usage: { input_tokens: 9, output_tokens: 5 },
    });
    expect(readAnswerBody(stream(events.slice(0, 7), ''))).toBeUndefined();
  });

  it('of Google is one answer, as events or as a list', () => {
    const parts = [
      { candidates: [{ content: { role: 'model', parts: [{ text: 'BI' }] } }], modelVersion: 'g' },
      {
        candidates: [{ content: { parts: [{ text: 'ASED' }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 9 },
      },
    ];
    const expected = {
      candidates: [{ content: { parts: [{ text: 'BI' }, { text: 'ASED' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 9 },
    };
    expect(readAnswerBody(stream(parts, ''))).toMatchObject(expected);
    expect(readAnswerBody(JSON.stringify(parts))).toMatchObject(expected);
  });
});

describe('an answer’s body', () => {
  it('that is JSON is read as it is, also behind white space or a comment that held the connection open', () => {
    const body = { choices: [{ message: { content: 'data: x' } }] };
    for (const before of ['', '\n\n   ', ': OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n']) {
      expect(readAnswerBody(`${before}${JSON.stringify(body)}`)).toEqual(body);
    }
    expect(answerBodyAsJson(JSON.stringify(body))).toBe(JSON.stringify(body));
    expect(JSON.parse(answerBodyAsJson(stream(chunks)))).toMatchObject(joined);
  });

  it.each(['', '   ', '{"choices": [', 'hello', 'data:', 'data: [DONE]', ': only a comment'])(
    'of %j is no answer',
    (text) => expect(readAnswerBody(text)).toBeUndefined(),
  );

  it('may name anything, and gives no name an effect', () => {
    const body = `data: ${'{"choices":[{"index":0,"delta":{"__proto__":{"polluted":1},"content":"x"},"finish_reason":"stop"}]}'}\n\n`;
    expect(readAnswerBody(body)).toMatchObject({ choices: [{ message: { content: 'x' } }] });
    expect('polluted' in {}).toBe(false);
  });
});
