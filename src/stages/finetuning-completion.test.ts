import { describe, expect, it } from 'vitest';
import { readExplanation } from '../verdicts/read-explanation.ts';
import { readJudgment } from '../verdicts/read-judgment.ts';
import { finetuningCompletion } from './finetuning-completion.ts';

describe('a completion to learn', () => {
  it.each([
    ['biased', 'Judgment: BIASED'],
    [' Unbiased.', 'Judgment: UNBIASED'],
    ['judgement: biased', 'Judgment: BIASED'],
    ['It blames a group.\nJudgment: BIASED', 'It blames a group.\nJudgment: BIASED'],
  ])('is the line that the parser of verdicts reads: %j', (said, completion) => {
    expect(finetuningCompletion('judge', said)).toBe(completion);
    expect(['biased', 'unbiased']).toContain(readJudgment({ text: completion, finish: 'stop' }));
  });

  it.each([
    ['It blames a group.', 'Explanation: It blames a group.'],
    ['Explanation: It blames a group. ', 'Explanation: It blames a group.'],
  ])('is the line that the parser of explanations reads: %j', (said, completion) => {
    expect(finetuningCompletion('explain', said)).toBe(completion);
    expect(readExplanation({ text: completion, finish: 'stop' }).text).toBe('It blames a group.');
  });

  it('is null where the parser finds nothing: no verdict, no words, a refusal', () => {
    expect(finetuningCompletion('judge', 'unfair')).toBeNull();
    expect(finetuningCompletion('judge', 'biased or unbiased?')).toBeNull();
    expect(finetuningCompletion('explain', '...')).toBeNull();
    expect(finetuningCompletion('explain', "I'm sorry, but I can't help with that.")).toBeNull();
  });
});
