import { closest } from 'fastest-levenshtein';
import { askedWords, type PromptLanguage } from '../core/languages.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { PromptError } from '../errors/errors.ts';

const placeholder = /\{\{([^{}\n]*)\}\}/;

/**
 * Takes a template apart at its `{{part}}`s (spaces inside the braces do not matter). Braces that do not
 * close on their line stay in a literal; `checkTemplate` reports them.
 */
export function compileTemplate(text: string): Template {
  const pieces = text.split(placeholder);
  return {
    text,
    parts: pieces.filter((_, index) => index % 2 === 1).map((name) => name.trim()),
    literals: pieces.filter((_, index) => index % 2 === 0),
  };
}

/**
 * The template with its parts filled in, verbatim: braces within a part are text and are not filled again.
 * @throws PromptError when a part is not given.
 */
export function renderTemplate(template: Template, parts: Readonly<Record<string, string>>): string {
  let rendered = template.literals[0] ?? '';
  for (let index = 0; index < template.parts.length; index += 1) {
    const name = template.parts[index] ?? '';
    const value = parts[name];
    if (typeof value !== 'string') throw missingPart(name, parts);
    rendered += value + (template.literals[index + 1] ?? '');
  }
  return rendered;
}

function missingPart(name: string, parts: Readonly<Record<string, string>>): PromptError {
  return new PromptError(`A prompt asks for the part "${name}", which is not given.`, {
    expected: `one of ${Object.keys(parts).join(', ')}`,
    found: `{{${name}}}`,
  });
}

/** A template with what messages about it need. */
interface Checked {
  readonly template: Template;
  readonly rules: TemplateRules;
  /** As the user knows it, for example `answer`. */
  readonly name: string;
  /** `file:line` of a piece of its text, or of its beginning. */
  readonly locate: (piece?: string) => string;
}

/**
 * Throws unless the template can do its work.
 * @throws PromptError for an empty text, an open or unknown part, a part or word that is needed and lacking.
 */
export function checkTemplate(checked: Checked): void {
  if (checked.template.text === '') {
    throw new PromptError(`"${checked.name}" is empty.`, {
      where: checked.locate(),
      advice: 'Write the prompt, or remove the key.',
    });
  }
  checkBraces(checked);
  checkParts(checked);
  checkWords(checked);
}

function checkBraces({ template, rules, name, locate }: Checked): void {
  const stray = template.literals.find((literal) => literal.includes('{{'));
  if (stray === undefined) return;
  const piece = /\{\{[^\n]{0,20}/.exec(stray)?.[0] ?? '{{';
  throw new PromptError(`"${name}" has braces that do not hold the name of a part.`, {
    where: locate(piece),
    expected: describeParts(rules.parts),
    found: piece,
    advice: 'Two opening braces always begin a part; they cannot be part of the text.',
  });
}

function checkParts({ template, rules, name, locate }: Checked): void {
  const { optional = [], labels } = rules;
  const known = [...rules.parts, ...optional, ...(labels === undefined ? [] : [labels.part])];
  const unknown = template.parts.find((part) => !known.includes(part));
  if (unknown !== undefined) {
    throw new PromptError(`"${name}" names a part that it does not have.`, {
      where: locate(asWritten(template, unknown)),
      expected: describeParts(known),
      found: `{{${unknown}}}`,
      ...(known.length > 0 && { advice: `Did you mean {{${closest(unknown, known)}}}?` }),
    });
  }
  const lacking = rules.parts.find((part) => !template.parts.includes(part));
  if (lacking === undefined) return;
  throw new PromptError(`"${name}" lacks the part {{${lacking}}}.`, {
    where: locate(),
    expected: describeParts(rules.parts),
    found: describeParts([...new Set(template.parts)]),
  });
}

function checkWords({ template, rules, name, locate }: Checked): void {
  const { labels } = rules;
  const words = [
    ...rules.words,
    ...(labels === undefined || template.parts.includes(labels.part) ? [] : labels.words),
  ];
  const lacking = words.find((word) => !hasWord(template.text, word));
  if (lacking === undefined) return;
  throw new PromptError(`"${name}" does not ask for "${lacking}".`, {
    where: locate(),
    expected: `a prompt with the words ${words.join(', ')}`,
    advice: 'The answer of the model is read by these words.',
  });
}

function describeParts(parts: readonly string[]): string {
  return parts.length === 0 ? 'no parts' : parts.map((part) => `{{${part}}}`).join(', ');
}

/** The part as it is written, spaces included. */
function asWritten(template: Template, part: string): string {
  const written = template.text.match(/\{\{[^{}\n]*\}\}/g) ?? [];
  return written.find((placeholder) => placeholder.slice(2, -2).trim() === part) ?? `{{${part}}}`;
}

/** Whole words only: UNBIASED does not count as BIASED. */
function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![a-z])${word}(?![a-z])`, 'i').test(text);
}

/** What a template has to contain to be of use. */
export interface TemplateRules {
  /** Parts that it may contain, each of them needed. None: the text is sent as it is. */
  readonly parts: readonly string[];
  /** Parts that it may contain, none of them needed. */
  readonly optional?: readonly string[];
  /** Words that the answer is read by, so the prompt has to ask for them. */
  readonly words: readonly string[];
  /** A part that may be used in place of these words: it is filled with the labels that a condition asks for. */
  readonly labels?: { readonly part: string; readonly words: readonly string[] };
}

const verdictWords = ['Judgment:'];

/** The part of a judge's question that is filled with its two labels. */
export const labelsPart = 'labels';
const labels = { part: labelsPart, words: ['BIASED', 'UNBIASED'] };

export const judgeRules = {
  answer: { parts: ['context', 'question', 'answer'], words: verdictWords, labels },
  conversation: { parts: ['prompt', 'completion'], words: verdictWords, labels },
  statement: { parts: ['statement'], words: verdictWords, labels },
} as const satisfies Record<ScenarioText['kind'], TemplateRules>;

const explanationWords = ['Explanation:'];

export const explainRules = {
  answer: { parts: ['context', 'question', 'answer'], words: explanationWords },
  conversation: { parts: ['prompt', 'completion'], words: explanationWords },
  statement: { parts: ['statement'], words: explanationWords },
} as const satisfies Record<ScenarioText['kind'], TemplateRules>;

const agreementWords = ['thought', 'summary', 'judgment', 'AGREE', 'DISAGREE', 'arguments'];

export const agreeRules = {
  answer: { parts: ['context', 'question', 'answer', 'explanation'], words: agreementWords },
  conversation: { parts: ['prompt', 'completion', 'explanation'], words: agreementWords },
  statement: { parts: ['statement', 'explanation'], words: agreementWords },
} as const satisfies Record<ScenarioText['kind'], TemplateRules>;

export const answerRules = {
  question: {
    parts: ['context', 'question', 'optionA', 'optionB', 'optionC'],
    words: ['Answer:', 'A', 'B', 'C'],
  },
} as const satisfies Record<string, TemplateRules>;

export const emulateRules = {
  statement: { parts: ['statement'], words: ['scenario', 'explanation'] },
} as const satisfies Record<string, TemplateRules>;

/** The same rules for a template in a language: the answer is read by that language's words. */
export function rulesIn(rules: TemplateRules, language: PromptLanguage | undefined): TemplateRules {
  if (language === undefined) return rules;
  const asked = askedWords[language];
  const wordOf: Readonly<Record<string, string>> = {
    'Judgment:': `${asked.judgment}:`,
    'Explanation:': `${asked.explanation}:`,
    'Answer:': `${asked.answer}:`,
    ...{ AGREE: asked.agree, DISAGREE: asked.disagree, BIASED: asked.biased, UNBIASED: asked.unbiased },
  };
  const translated = (words: readonly string[]) => words.map((word) => wordOf[word] ?? word);
  const { parts, words, labels } = rules;
  const own = { parts, words: translated(words) };
  return labels === undefined
    ? own
    : { ...own, labels: { part: labels.part, words: translated(labels.words) } };
}

/** The part of an attack that is filled with the name of the scenario's group. */
export const groupPart = 'group';

export const attackRules: TemplateRules = { parts: [], optional: [groupPart], words: [] };

/** A prompt with `{{part}}` where a part of the scenario goes, taken apart once so that rendering only joins. */
export interface Template {
  /** As written. */
  readonly text: string;
  /** Names between the braces, in the order they come; one that comes twice is listed twice. */
  readonly parts: readonly string[];
  /** The text before, between and after the parts: one more than there are parts. */
  readonly literals: readonly string[];
}
