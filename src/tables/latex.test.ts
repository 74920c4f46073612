import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latexText } from './latex.ts';

describe('latexText', () => {
  it('escapes every character that means something to TeX', () => {
    expect(latexText('\\input{/etc/passwd} 100% of $5 & #1_a^b~')).toBe(
      '\\textbackslash{}input\\{/etc/passwd\\} 100\\% of \\$5 \\& \\#1\\_a\\textasciicircum{}b\\textasciitilde{}',
    );
  });

  it('prints the marks of the tables', () => {
    expect(latexText('59.4% [47.6–70.2] ↑, −1.2, d′')).toBe("59.4\\% [47.6--70.2] $\\uparrow$, $-$1.2, d$'$");
  });

  it('keeps to one line, leaves out what has no shape, and numbers letters that pdfLaTeX lacks', () => {
    expect(latexText('a\nb\u0000c\u202Ed é 中 😀')).toBe('a b cd é [U+4E2D] [U+1F600]');
  });

  it('never lets a special character through, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bare = latexText(text)
          .replaceAll(/\\(?:[a-z]+\{\}|[{}%$&#_])/gi, '')
          .replaceAll(/\$(?:-|'|\\[a-z]+)\$/g, '');
        expect(bare).toMatch(/^[^\\{}%$&#_^\n]*$/);
      }),
    );
  });
});
