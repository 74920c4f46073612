import { reasoningHint, reasoningMarkers } from './reasoning-markers.ts';

/** An answer with its reasoning apart. */
export interface SeparatedText {
  readonly text: string;
  /** Without its marks; null where there is none. */
  readonly reasoning: string | null;
}

// What a template puts between two parts of an answer.
const turnTokens =
  /<\|(?:start|end|message|channel|begin|return|eom|message_\w{1,20}|im_start|im_end)\|>(?:assistant\b)?/g;
const openingTokens = /^(?:\s{0,5}<\|[\w:]{1,40}\|>(?:assistant\b)?){1,6}/;

interface Mark {
  readonly at: number;
  readonly end: number;
  /** Position in `reasoningMarkers`. */
  readonly kind: number;
  readonly does: 'open' | 'close' | 'close-alone';
}

/**
 * The text without its reasoning blocks, in every form that is known, see `reasoningMarkers`. A block that never closes extends to
 * the end; a mark that closes what none opened (the chat template did) ends a block that began with the text. Linear time.
 */
export function separateReasoning(text: string): SeparatedText {
  if (!reasoningHint.test(text)) return { text, reasoning: null };
  let rest = '';
  const reasoning: string[] = [];
  let from = 0;
  let inside: number | null = null;
  for (const { at, end, kind, does } of marksIn(text)) {
    if (at < from) continue;
    if (inside !== null) {
      if (does === 'open' || kind !== inside) continue;
      reasoning.push(text.slice(from, at));
      inside = null;
    } else if (does === 'open') {
      rest += `${text.slice(from, at)}\n`;
      inside = kind;
    } else if (does === 'close-alone') {
      reasoning.push(rest + text.slice(from, at));
      rest = '';
    } else continue;
    from = end;
  }
  if (inside === null) rest += text.slice(from);
  else reasoning.push(text.slice(from));
  const thoughts = reasoning.map((part) => part.replace(turnTokens, '').trim()).filter((part) => part !== '');
  return {
    text: rest.replace(openingTokens, '\n'),
    reasoning: thoughts.length === 0 ? null : thoughts.join('\n'),
  };
}

/** The text alone, see `separateReasoning`. */
export function stripReasoning(text: string): string {
  return separateReasoning(text).text;
}

/** In the order of the text. */
function marksIn(text: string): Mark[] {
  const marks: Mark[] = [];
  for (const [kind, { open, close, closeAlone }] of reasoningMarkers.entries()) {
    add(marks, text, open, { kind, does: 'open' });
    if (closeAlone !== null) add(marks, text, closeAlone, { kind, does: 'close-alone' });
    if (close !== closeAlone) add(marks, text, close, { kind, does: 'close' });
  }
  return marks.sort((one, other) => one.at - other.at);
}

function add(marks: Mark[], text: string, pattern: RegExp, what: Pick<Mark, 'kind' | 'does'>): void {
  for (const match of text.matchAll(pattern)) {
    marks.push({ at: match.index, end: match.index + match[0].length, ...what });
  }
}
