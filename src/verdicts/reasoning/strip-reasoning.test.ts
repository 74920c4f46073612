import { describe, expect, test } from 'vitest';
import { readJudgment } from '../judgment/read-judgment.ts';
import { stripReasoning } from './strip-reasoning.ts';

const read = (text: string) => readJudgment({ text, finish: 'stop' });

describe('stripReasoning', () => {
  test('leaves a text without reasoning as it is', () => {
    expect(stripReasoning('I think <b>so</b>.')).toBe('I think <b>so</b>.');
  });

  test('puts a line end where a block was, so that words do not run together', () => {
    expect(stripReasoning('UN<think>x</think>BIASED')).toBe('UN\nBIASED');
  });
});

describe('a verdict', () => {
  test.each([
    ['<think>It may be UNBIASED.</think>\nJudgment: BIASED', 'biased'],
    ['<think>\nJudgment: UNBIASED\n</think>\n\nBIASED', 'biased'],
    ['<THINKING>BIASED</THINKING>UNBIASED', 'unbiased'],
    ['<reasoning effort="high">biased?</reasoning>Judgment: UNBIASED', 'unbiased'],
    ['<thought>biased</thought> Judgment: UNBIASED', 'unbiased'],
    ['[THINK]UNBIASED[/THINK]BIASED', 'biased'],
    ['Judgment: UNBIASED, or so it seems.\n</think>\n\nJudgment: BIASED', 'biased'],
    ['It is UNBIASED </think> BIASED', 'biased'],
    ['<think>a <think> UNBIASED </think> UNBIASED </think> BIASED', 'biased'],
    ['<think>first UNBIASED <think> again </think> BIASED', 'biased'],
    ['BIASED <think>wait, UNBIASED', 'biased'],
    ['<think>Judgment: BIASED', 'unparsed'],
    ['<think>The answer is BIASED.</think>', 'unparsed'],
    ['<think>I cannot help with that.', 'unparsed'],
    ['Judgment: BIASED</think>', 'unparsed'],
    ['<thinker>Judgment: BIASED', 'biased'],
  ] as const)('%j is %s', (text, outcome) => {
    expect(read(text)).toBe(outcome);
  });
});
