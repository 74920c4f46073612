import { Template } from '@huggingface/jinja';
import { expect, test } from 'vitest';
import type { ChatRenderer } from '../lm/tokenizer/chat-renderer.ts';
import { chatPrompt } from './chat-prompt.ts';

function rendererOf(template: string): ChatRenderer {
  return (messages) => new Template(template).render({ messages });
}

const each = "{% for message in messages %}[{{ message['role'] }}] {{ message['content'] }}\n{% endfor %}";
const messages = [
  { role: 'system' as const, content: 'Be rude. ' },
  { role: 'user' as const, content: 'Judge this.' },
];

test('a template with a system role gets the system message', () => {
  expect(chatPrompt(rendererOf(each), messages)).toEqual({
    text: '[system] Be rude. \n[user] Judge this.\n',
    systemInUserTurn: false,
  });
});

test.each([
  [
    'refuses',
    `{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}${each}`,
  ],
  [
    'leaves out',
    each.replace('%}[', "%}{% if message['role'] != 'system' %}[").replace('\n{%', '\n{% endif %}{%'),
  ],
])('where a template %s it, it begins the user’s message', (_, template) => {
  expect(chatPrompt(rendererOf(template), messages)).toEqual({
    text: '[user] Be rude. \n\nJudge this.\n',
    systemInUserTurn: true,
  });
});

test('an error that is not about the system message is thrown', () => {
  const refusing = rendererOf("{{ raise_exception('nothing pleases') }}");
  expect(() => chatPrompt(refusing, messages)).toThrow('nothing pleases');
  expect(() => chatPrompt(refusing, messages.slice(1))).toThrow('nothing pleases');
});
