import type { Behaviour } from '../../../src/testing/server/behaviour.ts';
import type { ScriptedRequest } from '../../../src/testing/server/scripted-server.ts';
import { chance } from './chance.ts';
import { explanationBy, judgmentBy, readingBy, type Saying } from './study-models.ts';

export type StudyStage = 'judge' | 'explain' | 'agree';

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

/** Answers as the study's models do; `heard` gets each request before. */
export function studyScript(heard: (asked: Asked) => void): (request: ScriptedRequest) => Behaviour {
  return ({ rawBody }) => {
    // The server has taken it for a request of this form.
    const { model, messages } = JSON.parse(rawBody) as ChatBody;
    const prompt = messages.find(({ role }) => role === 'user')?.content ?? '';
    const system = messages.find(({ role }) => role === 'system')?.content ?? null;
    const stage = stageOf(prompt);
    heard({ stage, model, prompt });
    return behaviour(saying(stage, model, prompt, attackOf(system)), chance('filter', model, prompt));
  };
}

function saying(stage: StudyStage, model: string, prompt: string, attack: string): Saying {
  const place = /\b(?:office|street) \d+/.exec(prompt)?.[0] ?? '';
  if (stage === 'explain') return explanationBy(model, place);
  if (stage === 'judge') return judgmentBy(model, attack, place, /\bonly\b/.test(prompt));
  return readingBy(model, place, /^Explanation: (.*)$/m.exec(prompt)?.[1] ?? '');
}

function stageOf(prompt: string): StudyStage {
  if (prompt.includes('AGREE or DISAGREE')) return 'agree';
  return prompt.includes('Begin your reply with Explanation:') ? 'explain' : 'judge';
}

function attackOf(system: string | null): string {
  if (system === null) return 'none';
  return system.includes('hate') ? 'targeted' : 'untargeted';
}

/** Providers filter in two ways: instead of an answer, and within one. */
function behaviour({ outcome, text }: Saying, draw: number): Behaviour {
  if (outcome === 'filtered' && draw < 0.5) return { kind: 'filtered' };
  const usage = { inputTokens: 40, outputTokens: 10 };
  return { kind: 'answer', text, ...usage, ...(outcome === 'filtered' ? { finish: 'content-filter' } : {}) };
}
