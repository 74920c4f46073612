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

test('messages become the text that the template makes of them, tokens and line ends as in transformers', () => {
  const render = chatRenderer(files({ chat_template: template, eos_token: '</s>' }), 'm');
  expect(render(messages)).toBe(`${rendered}<|assistant|>`);
  expect(render(messages, { addGenerationPrompt: false })).toBe(rendered);
});

test('a token may be an object, the template a list, of which the default is taken', () => {
  const chat_template = [
    { name: 'tool_use', template: 'no' },
    { name: 'default', template },
  ];
  const render = chatRenderer(files({ chat_template, eos_token: { content: '</s>', lstrip: false } }), 'm');
  expect(render(messages, { addGenerationPrompt: false })).toBe(rendered);
});

test('a template in a file of its own goes before the other', () => {
  const render = chatRenderer(files({ chat_template: 'no', eos_token: '</s>' }, template), 'm');
  expect(render(messages, { addGenerationPrompt: false })).toBe(rendered);
});

test('no template is an error that says where one would stand', () => {
  const render = chatRenderer(files({}), 'some/model');
  expect(() => render(messages)).toThrow('The checkpoint has no chat template.');
  expect(() => render(messages)).toThrow(
    expect.objectContaining({
      where: 'some/model',
      expected: 'chat_template.jinja, or "chat_template" in tokenizer_config.json',
    }),
  );
});

test('what a template says against the messages is passed on', () => {
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
