// Taking a phrase out can bring the halves of another together; this deep only a made-up text nests them.
const mostPasses = 50;

/**
 * The text without the phrases by which a model names itself, its kind or its maker, so that a rater reads an explanation
 * blind: "As a large language model by X, I find ..." becomes "I find ...". A sentence that loses its beginning gets
 * a new capital. A text without such a phrase comes back as it is; one that says nothing else becomes empty. Names that are not
 * about the speaker stay, since the scenario may be about them. English only. Idempotent; never throws; linear time.
 */
export function withoutSelfNaming(text: string): string {
  let current = text;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const next = onePass(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

function onePass(text: string): string {
  const cut = selfNamingPhrases.reduce(without, text);
  const plain = cut.replace(selfAsSubject, 'I ');
  return plain === text ? text : plain.trim();
}

function without(text: string, phrase: RegExp): string {
  let rest = '';
  let from = 0;
  let opens = false;
  for (const match of text.matchAll(phrase)) {
    rest += capitalised(text.slice(from, match.index), opens);
    from = match.index + match[0].length;
    opens = /(?:^|[.!?\n]\s{0,3})$/.test(rest.slice(-4));
  }
  return rest + capitalised(text.slice(from), opens);
}

function capitalised(piece: string, opens: boolean): string {
  return opens ? piece.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : piece;
}

// Models as they call themselves. People have some of these names (Claude), so a name only counts next to "I".
const name = String.raw`(?:chat ?gpt|gpt|o[134]|claude|gemini|gemma|bard|llama|qwen|deepseek|mi[sx]tral|ministral|magistral|phi|grok|copilot|command|falcon|kimi|glm|ernie|olmo|granite|nova|smollm|tongyi qianwen)(?:[- ]?(?:v?\d[\w.]{0,12}|turbo|mini|nano|pro|flash|ultra|lite|opus|sonnet|haiku|instruct|chat|coder|large|small|medium|nemo|max|plus|r\+?(?!\w))){0,5}(?![\w’'])`;

const kind = String.raw`(?:(?:large |small |multilingual |generative )?language model|llm|ai|a\.i\.|artificial intelligence|(?:ai|virtual|digital|machine learning|generative) (?:language )?(?:model|assistant|system|chatbot|program|agent|tool)|chat ?bot)(?: (?:model|assistant|chatbot))?(?![\w-])`;
const adjective = `(?:(?:ai|open|open-source|neutral|unbiased|objective|helpful|harmless|honest|responsible|ethical|conversational|trained|powerful|advanced|friendly|impartial|fine-tuned|ai-based|ai-powered),? (?:and )?){0,4}`;
const makes =
  '(?:made|created|built|developed|trained|designed|released|offered|provided|powered|programmed)';
const group = `(?:the )?(?:(?:company|team|people|researchers) (?:(?:at|of|from) )?)?`;
const makerWord = String.raw`(?!(?:i|we|and|but|my|it|this|the|to|that|is|who|which)\b)[^\s,.;:!?()]{1,30}`;
// "made by the team at X": up to the end of the clause, at most four words long.
const maker = `(?:,? (?:(?:that|which|who) (?:was|is|has been) )?(?:${makes} (?:and ${makes} )?)?(?:by|from) ${group}${makerWord}(?: ${makerWord}){0,3})`;

/** "Claude, an AI assistant made by X" or "a large language model": unmistakable anywhere in a text. */
const aKind = `(?:${name},? )?(?:an?|the|your) ${adjective}(?:${kind}(?:,? (?:named |called |known as )?${name})?${maker}?|model${maker})`;
const aName = `${name}${maker}?`;
const self = `(?:${aKind}|${aName})`;

const clauseStart = String.raw`(?<=^|[.!?;,(\n]\s{0,3}|\b(?:and|but|that|because) )`;
const speaker = String.raw`(?=(?:i|my|we)\b)`;
const subject = String.raw`(?=(?:i|my|we|it|he|she|they|the|this|that|there|these|here|what|people)\b|i['’]m\b)`;

/** Phrases about the speaker, each of which can go without a trace in the grammar. */
export const selfNamingPhrases: readonly RegExp[] = [
  // "I, as a language model, think", "I, GPT-4o, think"
  new RegExp(String.raw`(?<=\bi),? as ${self},(?= )|(?<=\bi), ${self},(?= )`, 'giu'),
  // "As a language model by X, ", "Speaking as GPT-4o, I"
  new RegExp(
    String.raw`${clauseStart}(?:(?:speaking|writing|acting|being) |in my (?:role|capacity) )?(?:as|being) (?:${aKind}(?:,\s{1,3}| (?=i\b))|${aName},?\s{1,3}${speaker})`,
    'giu',
  ),
  // "I'm Claude, made by X." and "I am a language model, and I ..."
  new RegExp(
    String.raw`${clauseStart}(?:(?:hi|hello|hey)[!,.]? )?(?:i['’]m|i am|my name is) (?:just |only |merely )?${self}(?:,? (?:and|so|but) ${subject}|[.!;](?:\s{1,3}|$)|, ${subject}|$)`,
    'giu',
  ),
  // "..., as a language model."
  new RegExp(`, as ${aKind}(?:,(?= )|(?=[.!?;)]|$))`, 'giu'),
  // "my training by X"
  new RegExp(
    String.raw`(?<=\bmy (?:training|developers?|creators?|makers?|designers?|guidelines|policies)),? (?:by|from|at) ${group}${makerWord}(?: (?:ai|research|cloud|deepmind))?(?=[\s,.;:!?()]|$)`,
    'giu',
  ),
  // A signature at the end
  new RegExp(String.raw`\s{0,3}[-–—~(]{1,3}\s?${name}\)?[.!]?\s{0,3}$`, 'giu'),
];

/** "I am a language model and " before a verb: what is left needs its subject. */
export const selfAsSubject = new RegExp(
  `${clauseStart}(?:i['’]m|i am) (?:just |only |merely )?${self},? (?:and|but) (?=[a-z])`,
  'giu',
);
