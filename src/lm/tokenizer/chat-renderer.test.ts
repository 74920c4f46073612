import { expect, test } from 'vitest';
import { chatRenderer } from './chat-renderer.ts';
import type { TokenizerFiles } from './tokenizer-files.ts';

// Blocks on lines of their own, as published templates have them.
const template = `{% for message in messages %}
<|{{ message.role }}|>{{ message.content | trim }}{{ eos_token }}
{% endfor %}
{% if add_generation_prompt %}
<|assistant|>{% endif %}`;
const messages = [
  { role: 'system', content: 'Be fair.' },
  { role: 'user', content: ' Is this fair? ' },
];

const files = (config: object, chatTemplate: string | null = null): TokenizerFiles => ({
  tokenizerJson: '{}',
  tokenizerConfigJson: JSON.stringify(config),
  chatTemplate,
});

const rendered = '<|system|>Be fair.</s>\n<|user|>Is this fair?</s>\n';

test('the template renders messages as in transformers, tokens and line ends included', () => {
  const render = chatRenderer(files({ chat_template: template, eos_token: '</s>' }), 'm');
  expect(render(messages)).toBe(`${rendered}<|assistant|>`);
  expect(render(messages, { addGenerationPrompt: false })).toBe(rendered);
});

test('a token may be an object, and the template a list with a default', () => {
  const chat_template = [
    { name: 'tool_use', template: 'no' },
    { name: 'default', template },
  ];
  const render = chatRenderer(files({ chat_template, eos_token: { content: '</s>', lstrip: false } }), 'm');
  expect(render(messages, { addGenerationPrompt: false })).toBe(rendered);
});

test('a template in its own file has priority', () => {
  const render = chatRenderer(files({ chat_template: 'no', eos_token: '</s>' }, template), 'm');
  expect(render(messages, { addGenerationPrompt: false })).toBe(rendered);
});

test('a missing template is an error that names the files', () => {
  const render = chatRenderer(files({}), 'some/model');
  expect(() => render(messages)).toThrow('The checkpoint has no chat template.');
  expect(() => render(messages)).toThrow(
    expect.objectContaining({
      where: 'some/model',
      expected: 'chat_template.jinja, or "chat_template" in tokenizer_config.json',
    }),
  );
});

test('an error of the template is part of the message', () => {
  const strict =
    "{% if messages[0].role == 'system' %}{{ raise_exception('No system message, please') }}{% endif %}";
  expect(() => chatRenderer(files({}, strict), 'm')(messages)).toThrow(
    expect.objectContaining({
      where: 'm/chat_template.jinja',
      expected: 'a template for system, user',
      found: expect.stringContaining('No system message, please'),
    }),
  );
  expect(() => chatRenderer(files({}, '{% if %}'), 'm')(messages)).toThrow(
    'The chat template cannot be used',
  );
});
