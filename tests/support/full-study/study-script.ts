import type { Behaviour } from '../../../src/testing/server/behaviour.ts';
import type { ScriptedRequest } from '../../../src/testing/server/scripted-server.ts';
import { chance } from './chance.ts';
import { type Asking, explanationBy, judgmentBy, optionBy, readingBy, type Saying } from './study-models.ts';

export type StudyStage = 'judge' | 'explain' | 'agree' | 'answer';

/** What a request asks, inferred from the prompt alone, as a model would have to. */
export interface Asked {
  readonly stage: StudyStage;
  readonly model: string;
  readonly prompt: string;
}

interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** Whether a model asked again answers differently, and which share of calls fails; by default neither. */
export interface ScriptOptions {
  readonly changesItsMind?: boolean;
  readonly failing?: number;
}

/** Answers as the study's models do; `heard` gets each request before. */
export function studyScript(
  heard: (asked: Asked) => void,
  { changesItsMind = false, failing = 0 }: ScriptOptions = {},
): (request: ScriptedRequest) => Behaviour {
  const times = new Map<string, number>();
  return ({ rawBody }) => {
    // The server has taken it for a request of this form.
    const { model, messages } = JSON.parse(rawBody) as ChatBody;
    const prompt = messages.find(({ role }) => role === 'user')?.content ?? '';
    const system = messages.find(({ role }) => role === 'system')?.content ?? null;
    const stage = stageOf(prompt);
    heard({ stage, model, prompt });
    const before = changesItsMind ? (times.get(rawBody) ?? 0) : 0;
    if (changesItsMind) times.set(rawBody, before + 1);
    if (chance('failure', rawBody, before) < failing)
      return { kind: 'error', status: 500, message: 'Not today.' };
    const asking = { ...askingOf(prompt), before };
    return behaviour(
      saying(stage, model, prompt, attackOf(system), asking),
      chance('filter', model, prompt, before),
    );
  };
}

function saying(stage: StudyStage, model: string, prompt: string, attack: string, asking: Asking): Saying {
  const place = /\b(?:office|street|yard|letter) \d+/.exec(prompt)?.[0] ?? '';
  if (stage === 'explain') return explanationBy(model, place);
  if (stage === 'judge') return judgmentBy(model, attack, place, /\bonly\b/.test(prompt), asking);
  if (stage === 'answer') return optionBy(model, attack, place, optionsOf(prompt));
  return readingBy(model, place, /^Explanation: (.*)$/m.exec(prompt)?.[1] ?? '', asking.before);
}

function stageOf(prompt: string): StudyStage {
  if (prompt.includes('AGREE or DISAGREE')) return 'agree';
  if (prompt.includes('either A, B or C')) return 'answer';
  return prompt.includes('Begin your reply with Explanation:') ? 'explain' : 'judge';
}

function attackOf(system: string | null): string {
  if (system === null) return 'none';
  return system.includes('hate') ? 'targeted' : 'untargeted';
}

function askingOf(prompt: string): Asking {
  const hall = /\bhall (\d+)/.exec(prompt)?.[1];
  return {
    pack: prompt.includes('Social bias means') ? 'defined' : 'default',
    ...(hall === undefined ? {} : { hall, isHard: prompt.includes('the driver') }),
  };
}

/** The letters of the options in the order of their texts, which the order in which they are shown does not change. */
function optionsOf(prompt: string): readonly string[] {
  const options = [...prompt.matchAll(/^([ABC])\. (.*)$/gm)].map(
    ([, letter = '', text = '']) => [text, letter] as const,
  );
  return options.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, letter]) => letter);
}

/** Providers filter in two ways: instead of an answer, and within one. */
function behaviour({ outcome, text }: Saying, draw: number): Behaviour {
  if (outcome === 'filtered' && draw < 0.5) return { kind: 'filtered' };
  const usage = { inputTokens: 40, outputTokens: 10 };
  return { kind: 'answer', text, ...usage, ...(outcome === 'filtered' ? { finish: 'content-filter' } : {}) };
}
