import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { wrapText } from './wrap-text.ts';

describe('wrapText', () => {
  it('breaks between words', () => {
    expect(wrapText('a rate over nothing is undefined', 12)).toEqual([
      'a rate over',
      'nothing is',
      'undefined',
    ]);
  });

  it('breaks a long model name where its parts end', () => {
    expect(wrapText('together:meta-llama/Llama-3.1-70B-Instruct', 24)).toEqual([
      'together:meta-llama/',
      'Llama-3.1-70B-Instruct',
    ]);
  });

  it('hangs the lines after the first', () => {
    expect(wrapText('vllm:Qwen/Qwen2.5-72B-Instruct', 14, 2)).toEqual([
      'vllm:Qwen/',
      '  Qwen2.5-72B-',
      '  Instruct',
    ]);
  });

  it('counts wide letters as two', () => {
    expect(wrapText('模型模型', 4)).toEqual(['模型', '模型']);
  });

  it('keeps every letter and every line within the width', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 4, max: 40 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
