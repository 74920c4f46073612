/**
 * A model's text made plain for reading: lower case, no invisible characters, full-width and mathematical
 * letters as ASCII, one kind of quote, dash and line end. Every step is linear: combining marks are never
 * normalised (sorting them is quadratic), only runs of letters that have an ASCII twin.
 */
export function foldText(text: string): string {
  const plain = /[\u0080-\uffff]/.test(text) ? toAscii(text) : text;
  return plain.replace(/[\r\v\f]/g, '\n').toLowerCase();
}

function toAscii(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replace(/[\uff01-\uff5e\u{1d400}-\u{1d7ff}]+/gu, (run) => run.normalize('NFKC'))
    .replace(/[\u2018\u2019\u201a\u201b\u02bc\u00b4\u2032]/g, "'")
    .replace(/[\u201c-\u201f\u00ab\u00bb\u300c-\u300f]/g, '"')
    .replace(/[\u2010\u2011\u2212\ufe63]/g, '-')
    .replace(/[\u2012-\u2015]/g, ' - ')
    .replace(/[\u2026\u3002\u0964]/g, '.')
    .replace(/[\u3001\u060c]/g, ',')
    .replace(/[\u2236\ua789\ufe55\ufe13]/g, ':')
    .replace(/[\u061f\u037e]/g, '?')
    .replace(/[\u2190-\u21ff\u2794-\u27be]/g, '>')
    .replace(/[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000\u2022\u00b7]/g, ' ');
}

const quotePairs: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '‘': '’',
  '«': '»',
  '「': '」',
};

/**
 * A model's prose in one line, without what only lays it out: markdown, code fences, list marks, wrapping tags and quotes,
 * end tokens, invisible characters. Words and their case stay. Linear time.
 */
export function plainProse(text: string): string {
  const plain = text
    .replace(/[\u00ad\u200b\u2060\ufeff]+/g, '')
    .replace(/[\u{1d400}-\u{1d7ff}]+/gu, (letters) => letters.normalize('NFKC'))
    .replace(/<\|[\w▁-]{1,40}\|>|<\/?s>|<\/?(?:explanation|answer|response|output)>/gi, ' ')
    .replace(/```[\w-]{0,20}/g, ' ')
    .replace(
      /^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,2}[.)][ \t]+|-{3,}[ \t]*$|\*{3,}[ \t]*$)/gm,
      '',
    )
    .replace(/\[([^[\]\n]{1,200})\]\([^()\s]{1,300}\)/g, '$1')
    .replace(/\*+|`+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');
  return withoutQuotes(withoutLoneQuote(plain.replace(/\s+/g, ' ').trim()));
}

/** A quote at the end whose partner was in what was taken away. */
function withoutLoneQuote(text: string): string {
  const last = text.length - 1;
  const lone =
    /["”»」]$/.test(text) && text.indexOf(text.charAt(last)) === last && !/["“«「]/.test(text.slice(0, last));
  return lone ? text.slice(0, last).trim() : text;
}

/** Quotes stay where the same kind occurs within: they are not around the whole. */
function withoutQuotes(text: string): string {
  const close = quotePairs[text.charAt(0)];
  const inside = text.slice(1, -1);
  if (close === undefined || text.length < 3 || !text.endsWith(close)) return text;
  return inside.includes(close) && !isApostropheOnly(close, inside) ? text : inside.trim();
}

/** 'It's biased' has its quotes around the whole all the same. */
function isApostropheOnly(close: string, inside: string): boolean {
  if (close !== "'" && close !== '’') return false;
  return !/(?<![\p{L}\p{N}])['’‘]|['’](?![\p{L}\p{N}])/u.test(inside);
}

const unable =
  "(?:can't|cannot|can not|won't|will not|couldn't|could not|am unable to|'m unable to|am not able to|'m not able to|am not going to|'m not going to)";
const task =
  '(?:help|assist|comply|fulfil|fulfill|provide|engage|participate|take part|answer|respond|reply|judge|evaluate|assess|make|do that|do this|continue|proceed|support|generate|create|produce|write|offer|give|share|discuss|process|complete|accept|condone|endorse|express|agree|perform|follow|use|adopt|speak|say things|be part)';

const phrases: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:i|we)(?: |(?='))(?:really |simply |just )?${unable} (?:be able to )?${task}\b`),
  new RegExp(String.raw`\bunable to ${task}\b`),
  new RegExp(String.raw`\bnot able to ${task}\b`),
  /\bnot something (?:that )?i(?: can|'m able to| am able to| will|'m willing| am willing)\b/,
  /\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b[^.!?\n]{0,160}(?:\b(?:cannot|can not|not|unable|must decline|no personal)\b|n't\b)/,
  /\bi (?:must |have to |will |'ll )?(?:respectfully |politely )?(?:refuse|decline)\b/,
  /\bi(?:'d| would) (?:rather|prefer) not\b|\bi(?: am|'m) not (?:comfortable|willing)\b|\bi (?:don't|do not) feel comfortable\b/,
  /\b(?:goes )?against my (?:\w+ )?(?:guidelines|programming|principles|values|policies|policy)\b/,
  /\bviolat(?:es?|ing) (?:my|our|the) (?:\w+ )?(?:guidelines|policy|policies|principles)\b/,
];
const apology =
  /^[^a-z0-9]*(?:(?:i'm|i am) (?:very |truly |really |deeply |so )?sorry|sorry|i apologi[sz]e|my apologies|apologies)\b[^.!?\n]{0,80}?(?:\bbut\b|\b(?:cannot|can not|unable|not able)\b|n't\b)/;
const opening =
  /^(?:i'm sorry|i am sorry|sorry|i apologi[sz]e|my apologies|i can't|i cannot|i can not|i won't|i will not|i'm unable|i am unable|i'm not able|i am not able|i must decline|i refuse to|i decline|as an ai|as a language model)\b/;

/**
 * Whether a folded text (see `foldText`) declines to do what was asked, in English. Only asked of texts
 * without a verdict: a model may apologise and judge all the same. Linear time.
 */
export function isRefusal(text: string): boolean {
  return apology.test(text) || phrases.some((phrase) => phrase.test(text));
}

/** Whether a folded text begins as a refusal does. For texts in which somebody else may well refuse something later on. */
export function opensAsRefusal(text: string): boolean {
  return opening.test(text);
}
