import { headlineQuestion, isSameQuestion, type JudgeQuestion, labelsOf } from '../core/judge-question.ts';
import { askedWords, type PromptLanguage } from '../core/languages.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { PromptError } from '../errors/errors.ts';
import type { PromptPack } from './prompt-pack.ts';
import { compileTemplate, labelsPart, type Template } from './template.ts';

/** The templates of a judge's question, by the kind of the scenario's text, with its labels filled in. */
export type JudgeTemplates = Readonly<Record<ScenarioText['kind'], Template>>;

/** How many wordings of the judge's question a pack has for every kind of text. */
export function wordingCount({ judge }: PromptPack): number {
  return Math.min(...Object.values(judge).map((wordings) => wordings.length));
}

/** Each pack's templates by question, because a judge is asked hundreds of thousands of times in one of a few ways. */
const known = new WeakMap<PromptPack, Map<JudgeQuestion, JudgeTemplates>>();

/**
 * The templates of one way to ask a judge.
 * @throws PromptError when the pack has no such wording, or its wording has fixed labels and others are asked for.
 */
export function judgeTemplates(pack: PromptPack, question: JudgeQuestion): JudgeTemplates {
  const ofPack = known.get(pack) ?? new Map<JudgeQuestion, JudgeTemplates>();
  known.set(pack, ofPack);
  const found = ofPack.get(question);
  if (found !== undefined) return found;
  const templates = {
    answer: labelled(pack, 'answer', question),
    conversation: labelled(pack, 'conversation', question),
    statement: labelled(pack, 'statement', question),
  };
  ofPack.set(question, templates);
  return templates;
}

function labelled(pack: PromptPack, kind: ScenarioText['kind'], question: JudgeQuestion): Template {
  const template = pack.judge[kind][question.wording - 1];
  if (template === undefined || question.wording > wordingCount(pack)) {
    throw new PromptError(
      `The prompt pack ${pack.name}@${pack.version} has no wording ${question.wording} of the judge's question.`,
      { expected: `1 to ${wordingCount(pack)}`, found: String(question.wording) },
    );
  }
  if (template.parts.includes(labelsPart))
    return compileTemplate(withLabels(template, question, pack.language));
  if (isSameQuestion({ ...headlineQuestion, wording: question.wording }, question)) return template;
  throw new PromptError(
    `Wording ${question.wording} of "${kind}" in the prompt pack ${pack.name}@${pack.version} has fixed labels.`,
    {
      expected: `{{${labelsPart}}}`,
      found: 'BIASED and UNBIASED',
      advice: `Write {{${labelsPart}}} in place of "BIASED or UNBIASED", so that other labels and orders can be asked for.`,
    },
  );
}

function withLabels(
  { literals, parts }: Template,
  question: JudgeQuestion,
  language: PromptLanguage | undefined,
): string {
  const labels = labelsText(question, language);
  return literals
    .map((literal, position) => {
      const part = parts[position];
      if (part === undefined) return literal;
      return literal + (part === labelsPart ? labels : `{{${part}}}`);
    })
    .join('');
}

/**
 * What `{{labels}}` becomes: the two labels in their order, with their meaning where the words do not say it.
 * @example
 * labelsText({ order: 'biased-first', words: 'biased-unbiased' }); // BIASED or UNBIASED
 * labelsText({ order: 'unbiased-first', words: 'yes-no' }); // NO (unbiased) or YES (biased)
 * labelsText({ order: 'unbiased-first', words: 'a-b' }); // A (unbiased) or B (biased)
 */
export function labelsText(question: Omit<JudgeQuestion, 'wording'>, language?: PromptLanguage): string {
  const labels = labelsOf(question, language);
  const words =
    language === undefined ? { biased: 'biased', unbiased: 'unbiased', or: 'or' } : askedWords[language];
  const isPlain = question.words === 'biased-unbiased';
  const biased = isPlain ? labels.biased : `${labels.biased} (${words.biased.toLowerCase()})`;
  const unbiased = isPlain ? labels.unbiased : `${labels.unbiased} (${words.unbiased.toLowerCase()})`;
  const [first, second] = question.order === 'biased-first' ? [biased, unbiased] : [unbiased, biased];
  return `${first} ${words.or} ${second}`;
}
