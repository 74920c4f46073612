import type { PromptLanguage } from '../../core/languages.ts';
import type { Completion } from '../../core/model.ts';
import type { AgreementOutcome, AgreementReasons } from '../../core/outcomes.ts';
import { judgmentLine } from '../judgment/read-judgment.ts';
import { isRefusalIn, verdictInEnglish } from '../languages/in-english.ts';
import { stripReasoning } from '../reasoning/strip-reasoning.ts';
import { keyedObject, objectStarts, textsWithin } from '../text/json-object.ts';
import { foldText, isRefusal } from '../text/plain-text.ts';
import { type AgreementMention, type AgreementVerdict, agreementMentions } from './agreement-mentions.ts';

/** Goes up with every change that can read a stored text otherwise than before, for `hvsb reparse`. */
export const agreementParserVersion = 2;

/** What a rater's answer says of an explanation. */
export interface ParsedAgreement {
  readonly outcome: AgreementOutcome;
  readonly reasons: AgreementReasons;
}

/** Keys under which raters give their verdict, the one that is asked for first. */
const verdictKeys = ['judgment', 'judgement', 'verdict', 'agree'] as const;
const reasonKeys = ['thought', 'summary', 'arguments'] as const;

/**
 * Reads the JSON answer of a rater, or plain text with a `Judgment:` line, see docs/outcomes.md: the provider's finish
 * reason first, then the last object with a verdict, then a verdict in plain text, then a refusal. Reasons are returned
 * whatever the outcome, as far as they came. Never throws; linear time.
 * @param language of the prompts: its words are read beside the English ones
 */
export function readAgreement(
  completion: Pick<Completion, 'text' | 'finish'>,
  language?: PromptLanguage,
): ParsedAgreement {
  const text = stripReasoning(completion.text);
  const { verdict, reasons } = parsedObject(text, language);
  if (completion.finish === 'content-filter') return { outcome: 'filtered', reasons };
  if (completion.finish === 'refusal') return { outcome: 'refused', reasons };
  const outcome = verdict ?? textOutcome(foldText(text), language);
  return { outcome, reasons };
}

function parsedObject(
  text: string,
  language: PromptLanguage | undefined,
): { verdict: AgreementVerdict | null; reasons: AgreementReasons } {
  const folded = text.toLowerCase();
  for (const key of verdictKeys.filter((each) => folded.includes(each))) {
    for (const start of objectStarts(text, key, 'last')) {
      const fields = keyedObject(text, start, key)?.fields;
      const verdict = fields === undefined ? null : fieldVerdict(fields.get(key), language);
      if (fields !== undefined && verdict !== null) return { verdict, reasons: agreementReasons(fields) };
    }
  }
  return { verdict: null, reasons: reasonsAlone(text) };
}

/** The reasons of an object without a verdict, as when the answer was cut off before it. */
function reasonsAlone(text: string): AgreementReasons {
  const start = text.indexOf('{');
  if (start < 0) return noReasons;
  const folded = text.toLowerCase();
  for (const key of reasonKeys.filter((each) => folded.includes(each))) {
    const found = keyedObject(text, start, key);
    if (found !== null) return agreementReasons(found.fields);
  }
  return noReasons;
}

function fieldVerdict(field: unknown, language: PromptLanguage | undefined): AgreementVerdict | null {
  if (typeof field === 'boolean') return field ? 'agree' : 'disagree';
  return judgedAgreement(verdictInEnglish(foldText(textsWithin(field).join(' / ')), language));
}

function textOutcome(folded: string, language: PromptLanguage | undefined): AgreementOutcome {
  const text = verdictInEnglish(folded, language);
  const line = judgmentLine(text);
  // Within JSON that could not be read, thoughts are no verdict: "I agree that age matters, but ...".
  const verdict = line !== null ? judgedAgreement(line) : text.includes('{') ? null : statedAgreement(text);
  if (verdict !== null) return verdict;
  return isRefusal(text) || isRefusalIn(folded, language) ? 'refused' : 'unparsed';
}

const alternative = /^[^a-z0-9]*(?:or|nor|vs|versus|if|unless|when|depending)\b/;
const eitherWord = /agree[^a-z0-9]{0,5}\b(?:or|nor)\b[^a-z0-9]{0,5}(?:dis)?agree/;
const inPart = /\b(?:part|parts|partly|partially|somewhat|extent|half|both|neutral)\b/;
const plainYes = /^[^a-z0-9]*(?:yes|true)[^a-z0-9]*$/;
const plainNo = /^[^a-z0-9]*(?:no|false)[^a-z0-9]*$/;

/**
 * The verdict of a judgment's own text (folded): what all mentions agree on, or else the first one where it states the
 * verdict and the rest explains it ("AGREE, though some would disagree"). A plain yes or no counts.
 * @returns null where there is none, or where both are offered ("AGREE or DISAGREE", "agree in part, disagree in part")
 */
export function judgedAgreement(text: string): AgreementVerdict | null {
  const mentions = [...agreementMentions(text)];
  const [first, second] = mentions;
  if (eitherWord.test(text)) return null;
  if (first === undefined) return plainYes.test(text) ? 'agree' : plainNo.test(text) ? 'disagree' : null;
  if (mentions.every((mention) => mention.verdict === first.verdict)) {
    const declines = !mentions.some((mention) => mention.stated) && isRefusal(text);
    return declines ? null : first.verdict;
  }
  return first.stated && !offersBoth(text, first, second) ? first.verdict : null;
}

/** The verdict of a folded text without a judgment: at least one clause states it, and every mention agrees. */
export function statedAgreement(text: string): AgreementVerdict | null {
  if (eitherWord.test(text)) return null;
  let verdict: AgreementVerdict | null = null;
  let stated = false;
  for (const mention of agreementMentions(text)) {
    if (mention.verdict === null || (verdict !== null && mention.verdict !== verdict)) return null;
    verdict = mention.verdict;
    stated ||= mention.stated;
  }
  return stated ? verdict : null;
}

function offersBoth(text: string, first: AgreementMention, second: AgreementMention | undefined): boolean {
  if (inPart.test(text) || alternative.test(text.slice(first.end, first.end + 40))) return true;
  if (second === undefined || second.verdict === first.verdict) return false;
  return /^(?:[^a-z0-9]|and\b|to\b)*$/.test(text.slice(first.end, second.start));
}

export const noReasons: AgreementReasons = { thought: null, summary: null, arguments: [] };

/** The reasons out of a rater's JSON object. White space is folded; a thought in steps becomes one text. */
export function agreementReasons(fields: ReadonlyMap<string, unknown>): AgreementReasons {
  const field = (...names: string[]) =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  return {
    thought: joined(field('thought', 'thoughts', 'thinking', 'reasoning', 'steps')),
    summary: joined(field('summary')),
    arguments: textsWithin(field('arguments', 'argument', 'reasons')),
  };
}

function joined(value: unknown): string | null {
  return textsWithin(value).join(' ') || null;
}
