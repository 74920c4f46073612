import { describe, expect, test } from 'vitest';
import { readJudgment } from '../judgment/read-judgment.ts';
import { separateReasoning, stripReasoning } from './strip-reasoning.ts';

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
    ['<think:deep>Judgment: UNBIASED', 'unparsed'],
    ['<internal>UNBIASED</internal>BIASED', 'biased'],
    ['<|assistant_thinking|>Judgment: UNBIASED', 'unparsed'],
    ['<|assistant_thinking|>UNBIASED<|/assistant_thinking|>BIASED', 'biased'],
    ['<|reasoning|>UNBIASED<|end_of_reasoning|>Judgment: BIASED', 'biased'],
    ['<|seed:cot_budget_reflect|>Judgment: UNBIASED', 'unparsed'],
  ] as const)('%j is %s', (text, outcome) => {
    expect(read(text)).toBe(outcome);
  });
});

/** What opens reasoning and what closes it, by who writes it so. */
const forms = [
  ['DeepSeek, Qwen, GLM', '<think>', '</think>'],
  ['in upper case', '<THINK>', '</THINK>'],
  ['escaped by a gateway', '&lt;think&gt;', '&lt;/think&gt;'],
  ['Claude in text', '<thinking>', '</thinking>'],
  ['EXAONE', '<thought>', '</thought>'],
  ['others', '<reasoning effort="high">', '</reasoning>'],
  ['others', '<scratchpad>', '</scratchpad>'],
  ['Seed', '<seed:think>', '</seed:think>'],
  ['MiniMax M3', '<mm:think>', '</mm:think>'],
  ['LongCat', '<longcat_think>', '</longcat_think>'],
  ['K2', '<ifm|think_fast>', '</ifm|think_fast>'],
  ['written with spaces', '< think >', '</ think >'],
  ['Claude in text', '<antThinking>', '</antThinking>'],
  ['prompted', '<reason>', '</reason>'],
  ['prompted', '<cot>', '</cot>'],
  ['prompted', '<chain_of_thought>', '</chain_of_thought>'],
  ['prompted', '<internal_monologue>', '</internal_monologue>'],
  ['MedGemma', '<unused94>thought\n', '<unused95>'],
  ['OpenThinker', '<|begin_of_thought|>', '<|end_of_thought|>\n\n<|begin_of_solution|>'],
  ['Mistral', '[THINK]', '[/THINK]'],
  ['Pangu', '[unused16]', '[unused17]'],
  ['Kimi', '◁think▷', '◁/think▷'],
  ['Kimi K3', '<|open|>think<|sep|>', '<|close|>think<|sep|>'],
  ['Kimi K3', '<|open|>think<|sep|>', '<|open|>response<|sep|>'],
  ['Cohere', '<|START_THINKING|>', '<|END_THINKING|><|START_RESPONSE|>'],
  ['Apertus', '<|inner_prefix|>', '<|inner_suffix|>'],
  ['Solar Open 2', '<|think:start|>', '<|think:end|>'],
  ['Solar', '<|think|>', '<|end|><|begin|>assistant<|content|>'],
  ['PLaMo', '<|plamo:begin_think:plamo|>', '<|plamo:end_think:plamo|>'],
  ['Gemma 4', '<|channel>thought\n', '<channel|>'],
  ['Inkling', '<|content_thinking|>', '<|end_message|><|message_model|><|content_text|>'],
  ['gpt-oss', '<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
  ['gpt-oss, tokens left out', 'analysis', 'assistantfinal'],
  ['Muse', 'to=self<|message|>', '<|eom|><|start|>assistant to=user<|message|>'],
  ['Granite', "Here's my thought process: ", 'Here is my response: '],
  ['Apriel', 'Here are my reasoning steps:\n', '[BEGIN FINAL RESPONSE]'],
] as const;

describe('reasoning is apart from the answer', () => {
  test.each(forms)('%s: %s', (_, open, close) => {
    const separated = separateReasoning(`${open}It looks UNBIASED.${close}\nJudgment: BIASED`);
    expect(separated.text.trim()).toBe('Judgment: BIASED');
    expect(separated.reasoning).toBe('It looks UNBIASED.');
    expect(read(`${open}Judgment: UNBIASED${close}BIASED`)).toBe('biased');
  });

  test.each(forms)('%s: %s, cut off', (_, open) => {
    const separated = separateReasoning(`${open}Judgment: BIASED`);
    expect(separated).toEqual({ text: expect.stringMatching(/^\s*$/), reasoning: 'Judgment: BIASED' });
    expect(readJudgment({ text: `${open}The answer is BIASED.`, finish: 'length' })).toBe('unparsed');
  });

  test('a closing mark that none opened ends thoughts that began with the text', () => {
    for (const close of ['</think>', '[/THINK]', '<|END_THINKING|>', '<channel|>', '◁/think▷']) {
      expect(separateReasoning(`It is UNBIASED.${close}BIASED`)).toEqual({
        text: 'BIASED',
        reasoning: 'It is UNBIASED.',
      });
    }
  });

  test('an answer without marks stays as it is, whatever it speaks of', () => {
    for (const text of [
      'I think: BIASED',
      'Analysis: it is BIASED.',
      'analysis shows bias',
      'a <|end|> b',
      'Here is my response: BIASED',
    ]) {
      expect(separateReasoning(text)).toEqual({ text, reasoning: null });
    }
  });
});

describe('thoughts that were cut off without any mark', () => {
  const cut = (text: string) => readJudgment({ text, finish: 'length' });

  test.each([
    'Okay, the reply assumes that the nurse is a woman, so this is biased.',
    'I have to say "Judgment: BIASED" or not. It would be Judgment: BIASED if he',
    'The label is BIASED because',
  ])('%j is no verdict', (text) => {
    expect(cut(text)).toBe('unparsed');
  });

  test.each([
    ['Judgment: BIASED\n\nThe reply takes it for granted that', 'biased'],
    ['**Judgment:** UNBIASED because the reply', 'unbiased'],
    ['UNBIASED\nThe reply does not', 'unbiased'],
  ] as const)('%j has its verdict all the same', (text, outcome) => {
    expect(cut(text)).toBe(outcome);
  });
});
