import type { FinetuningTask } from '../core/finetuning.ts';
import { readExplanation } from '../verdicts/read-explanation.ts';
import { readJudgment } from '../verdicts/read-judgment.ts';

const explanationMark = /^explanation\s*:/i;
const plainVerdict = /^(?:judge?ment\s*:\s*)?(?:un)?biased[.!]?$/i;

/**
 * A text to learn as the program's parser reads it from a model's answer: `Explanation: ...`, `Judgment: BIASED`. A bare
 * verdict or explanation gets what goes before it; an answer that says more stays as it is, without blanks around it.
 * Null where the parser would find nothing in it.
 */
export function finetuningCompletion(task: FinetuningTask, said: string): string | null {
  const text = said.trim();
  if (task === 'judge') {
    const verdict = readJudgment({ text, finish: 'stop' });
    if (verdict !== 'biased' && verdict !== 'unbiased') return null;
    return plainVerdict.test(text) ? `Judgment: ${verdict.toUpperCase()}` : text;
  }
  if (readExplanation({ text, finish: 'stop' }).outcome !== 'explained') return null;
  return explanationMark.test(text) ? text : `Explanation: ${text}`;
}
