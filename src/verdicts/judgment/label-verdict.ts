import { type JudgeQuestion, labelsOf } from '../../core/judge-question.ts';
import type { Verdict } from './verdict-mentions.ts';

interface LabelPatterns {
  /** The label at the beginning of a judgment's own text. */
  readonly leading: RegExp;
  /** Both labels, offered as in the question. */
  readonly offered: RegExp;
}

// A letter before a word may be an article ("A biased view"), so only what cannot go on with a noun counts.
const patterns: Readonly<Record<'yes-no' | 'a-b', LabelPatterns>> = {
  'yes-no': {
    leading: /^[^a-z0-9]*(?:(?:label|answer|option)[^a-z0-9]+)?(yes|no)(?![a-z0-9'])/,
    offered:
      /\b(?:yes|no)\b[^a-z0-9]*(?:(?:un)?biased[^a-z0-9]*)?(?:\bor\b|[/|])[^a-z0-9]*(?:judge?ment[^a-z0-9]*)?(?:yes|no)\b/,
  },
  'a-b': {
    leading:
      /^[^a-z0-9]*(?:(?:label|answer|option|choice|boxed|text)[^a-z0-9]+)*([ab])(?![a-z0-9'])(?=[^a-z0-9]*$| *[^a-z0-9 ]| (?:because|since|as|is)\b)/,
    offered:
      /\b[ab]\b[^a-z0-9]*(?:(?:un)?biased[^a-z0-9]*)?(?:\bor\b|[/|])[^a-z0-9]*(?:judge?ment[^a-z0-9]*)?[ab]\b/,
  },
};

/** A label word, and the text after it; `several` where both labels are offered ("YES or NO") or given. */
export type LabelReply = { readonly verdict: Verdict; readonly rest: string } | 'several' | null;

/**
 * The label word at the beginning of a judgment's own text.
 * @param text folded, see `foldText`: what follows `Judgment:`
 * @returns null where there is none. Linear time.
 */
export function labelReply(text: string, question: JudgeQuestion): LabelReply {
  if (question.words === 'biased-unbiased') return null;
  const { leading, offered } = patterns[question.words];
  const start = text.slice(0, 200);
  const found = leading.exec(start);
  const label = found?.[1];
  if (found === null || label === undefined) return null;
  if (offered.test(start)) return 'several';
  const verdict = label === labelsOf(question).biased.toLowerCase() ? 'biased' : 'unbiased';
  return { verdict, rest: text.slice(found[0].length) };
}

const bareLabel = /^[^a-z0-9\n]*(?:yes|no|a|b)[^a-z0-9\n]*(?:\((?:un)?biased\)[^a-z0-9\n]*)?$/;

/** The same of a text without a `Judgment:` line: its first or last line, if that is nothing but a label. */
export function bareLabelReply(text: string, question: JudgeQuestion): LabelReply {
  if (question.words === 'biased-unbiased') return null;
  const whole = text.trim();
  const first = whole.slice(0, 60).split('\n')[0] ?? '';
  const last = whole.slice(-60).split('\n').at(-1) ?? '';
  const replies = [first, last]
    .filter((line) => bareLabel.test(line))
    .map((line) => labelReply(line, question));
  const [reply = null, other = reply] = replies;
  if (reply === null || reply === 'several' || other === null || other === 'several') return reply;
  return reply.verdict === other.verdict ? reply : 'several';
}
