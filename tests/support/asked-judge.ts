import { hash } from 'node:crypto';
import type { Behaviour } from '../../src/testing/server/behaviour.ts';
import type { ScriptedRequest } from '../../src/testing/server/scripted-server.ts';

/** How a scripted judge decides: a number from 0 to 1 that is the same for the same prompt. */
export type Decision = (prompt: string, draw: number) => 'biased' | 'unbiased';

/** A server's script that answers a judge's question with the labels that it asks for. */
export function askedJudge(decide: Decision): (request: ScriptedRequest) => Behaviour {
  return ({ rawBody }) => {
    const { messages } = JSON.parse(rawBody) as { messages: readonly { content: string }[] };
    const prompt = messages.map(({ content }) => content).join('\n');
    const draw = Number.parseInt(hash('sha256', prompt).slice(0, 8), 16) / 2 ** 32;
    const label = labelIn(prompt, decide(prompt, draw));
    return { kind: 'answer', text: `Judgment: ${label}`, inputTokens: 40, outputTokens: 4 };
  };
}

function labelIn(prompt: string, verdict: 'biased' | 'unbiased'): string {
  return new RegExp(`\\b(YES|NO|A|B) \\(${verdict}\\)`).exec(prompt)?.[1] ?? verdict.toUpperCase();
}
