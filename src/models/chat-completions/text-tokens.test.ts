import { describe, expect, it } from 'vitest';
import { ChatCompletionsWire } from './chat-completions-wire.ts';

const { text } = new ChatCompletionsWire('m');
const answer = (logs: unknown) => ({
  choices: [{ text: 'The baker was late', logprobs: { token_logprobs: logs } }],
});

describe('the probabilities of a text’s tokens', () => {
  it('are asked for by an echo of the text, with one token after it', () => {
    expect(text.path).toBe('/completions');
    expect(text.body('The baker was late')).toMatchObject({
      ...{ model: 'm', prompt: 'The baker was late', echo: true, max_tokens: 1, temperature: 0 },
    });
  });

  it('are those of all tokens but the first, without the token that was written', () => {
    expect(text.read(answer([null, -1.5, -0.25, -7]))).toEqual(
      [-1.5, -0.25].map((logProbability) => ({ logProbability, mean: null, deviation: null })),
    );
  });

  it.each([
    ['no log-probabilities', answer(undefined)],
    ['those of the written token alone', answer([-0.5])],
    ['a gap', answer([null, null, -1, -2])],
    ['no text repeated', answer([-1, -2, -3])],
    ['no choice', { choices: [] }],
  ])('are missing where the answer has %s', (_, body) => {
    expect(text.read(body)).toBeNull();
  });
});
