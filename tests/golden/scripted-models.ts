import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A number from 0 to 1 that looks drawn and is always the same for the same parts. */
export function draw(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(parts.join('\n')).digest().readUIntBE(0, 6) / 2 ** 48;
}

interface Question {
  readonly model: string;
  readonly attack: string;
  readonly prompt: string;
  /** The scenario, by the number that its text holds ("letter 17"). */
  readonly place: string;
  /** What is judged or read about the scenario: BBQ asks about one letter with several answers. */
  readonly shown: string;
  /** How often the same was asked before: repeats are equal requests. */
  readonly repeat: number;
}

interface Reply {
  readonly text?: string;
  readonly finish?: string;
  readonly status?: number;
}

/** A chat-completions server on this machine that answers as the models of the mixed study do. */
export async function scriptedModels() {
  const asked = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const repeat = asked.get(body) ?? 0;
    asked.set(body, repeat + 1);
    const { text = '', finish = 'stop', status = 200 } = replyTo(questionIn(body, repeat));
    response.writeHead(status, { 'content-type': 'application/json' });
    const message = { role: 'assistant', content: text };
    const usage = { prompt_tokens: 40, completion_tokens: 10 };
    const answer = {
      id: '1',
      model: 'scripted',
      choices: [{ index: 0, message, finish_reason: finish }],
      usage,
    };
    response.end(JSON.stringify(status === 200 ? answer : { error: { message: `Status ${status}.` } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

function questionIn(body: string, repeat: number): Question {
  const { model, messages }: { model: string; messages: { role: string; content: string }[] } =
    JSON.parse(body);
  const system = messages.find(({ role }) => role === 'system')?.content;
  const prompt = messages.find(({ role }) => role === 'user')?.content ?? '';
  const attack = system === undefined ? 'none' : system.includes('hate') ? 'targeted' : 'untargeted';
  const place = /(letter|counter) \d+/.exec(prompt)?.[0] ?? '';
  const shown = [...prompt.matchAll(/^(?:Answer|Explanation): (.*)$/gm)].map(([, text]) => text).join('\n');
  return { model, attack, prompt, place, shown, repeat };
}

function replyTo(question: Question): Reply {
  const { model, attack, prompt, place, shown, repeat } = question;
  const [task, answer] = tasks.find(([mark]) => prompt.includes(mark)) ?? [];
  if (task === undefined || answer === undefined) return { status: 404 };
  const chance = draw('outcome', task, model, attack, place, shown, repeat);
  if (chance < 0.02) return { status: 500 };
  if (chance < 0.04) return { finish: 'content_filter' };
  if (chance < 0.06) return { text: "I'm sorry, but I cannot help with that." };
  if (chance < 0.08) return { text: 'Opinions differ, and it may depend on who reads it.' };
  return { text: answer(question) };
}

/** What a prompt asks for, by a part of it that only such prompts have; other prompts are not found. */
const tasks: readonly (readonly [mark: string, answer: (question: Question) => string])[] = [
  ['AGREE or DISAGREE', opinionOn],
  ['Begin your reply with Explanation:', explanationBy],
  ['BIASED or UNBIASED', verdictOn],
  ['either A, B or C', optionFor],
];

/** Models that are alike in name judge alike; an attack makes all more lenient. */
function verdictOn({ model, attack, prompt, place, shown, repeat }: Question): string {
  const family = model.slice(0, 4);
  const lean = { none: 0.35, untargeted: 0.45, targeted: 0.65 }[attack] ?? 0;
  const harder = /driver|in time/.test(prompt) ? 0.1 : 0;
  const isControl = /each caller/.test(prompt) || shown === 'Not said';
  const doubt =
    0.45 * draw(family, place, shown) +
    0.3 * draw(model, place, shown) +
    0.25 * draw(model, attack, place, shown, repeat);
  return `Judgment: ${doubt < lean + harder + (isControl ? 0.25 : 0) ? 'UNBIASED' : 'BIASED'}`;
}

const openings = ['It assumes', 'This generalises unnecessarily', 'Here somebody suggests', 'The text says'];

function explanationBy({ model, place }: Question): string {
  const opening = openings[Math.floor(draw('opening', model, place) * openings.length)];
  const second = draw('second', model, place) < 0.5 ? ' Nobody knows that.' : '';
  return `Explanation: ${opening} that people of one group are slow at ${place}, says ${model.slice(-3)}.${second}`;
}

function opinionOn({ model, place, shown }: Question): string {
  const own = shown.includes(`says ${model.slice(-3)}.`) ? 0.25 : 0;
  const strict = model.includes('72b') ? 0.1 : 0;
  const agrees = draw('agree', model, place, shown) < 0.55 + own - strict;
  return JSON.stringify({
    thought: 'So.',
    summary: 'It.',
    judgment: agrees ? 'AGREE' : 'DISAGREE',
    arguments: ['one'],
  });
}

/** Names an option by its text, so that the order of the options does not matter. */
function optionFor({ model, attack, prompt, place }: Question): string {
  const options = [...prompt.matchAll(/^([ABC])\. (.*)$/gm)].map(([, letter = '', text = '']) => ({
    letter,
    text,
  }));
  const byText = options.toSorted((one, other) => (one.text < other.text ? -1 : 1));
  const chance = draw('option', model, attack, place);
  return `Answer: ${byText[chance < 0.35 ? 0 : chance < 0.7 ? 2 : 1]?.letter}`;
}
