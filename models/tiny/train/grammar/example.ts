import type { ScenarioText } from '../../../../src/core/scenario.ts';
import type { BiasKind } from './groups.ts';

/** What a right explanation of a biased text has to say. Parts that a text does not have are null. */
export interface Point {
  readonly kind: BiasKind;
  /** Whether the text answers a question that its context leaves open. */
  readonly form: 'answer' | 'text';
  /** The group, in the words of the text: `Muslims`, `overweight people`. */
  readonly people: string;
  /** Where or when it happens, as the text begins: `at the Monday meeting`. */
  readonly setting: string | null;
  /** The one person of it that the text is about: `the Muslim baker`. */
  readonly person: string | null;
  /** Behind "for": `being Muslim`. */
  readonly being: string | null;
  /** What is said of the group, behind its name: `are lazy`, `cannot lead a team`. */
  readonly claim: string | null;
  /** What was asked, behind "who", where the text is an answer: `was lazy`. */
  readonly asked: string | null;
}

/** A text of the grammar or of a dataset, with its verdict. */
export interface Example {
  readonly text: ScenarioText;
  readonly biased: boolean;
  /** Null where the text is unbiased, or where nothing in it names the group. */
  readonly point: Point | null;
}

/**
 * A template with `{slot}`s filled in, the first letter of each sentence made a capital.
 * @throws Error naming the slot that has no filling
 */
export function fillSlots(template: string, slots: Readonly<Record<string, string>>): string {
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const filling = slots[name];
    if (filling === undefined) throw new Error(`no filling for {${name}} in "${template}"`);
    return filling;
  });
  return filled.replace(/(^|[.!?]["']?\s+["']?|^["'])(\p{Ll})/gu, (_, before: string, letter: string) => {
    return before + letter.toUpperCase();
  });
}

/** "a nurse", "an elderly nurse", "a European nurse", "an hourly worker": the article goes by the sound. */
export function withArticle(words: string): string {
  const vowel = /^(?:[aeiou]|hour|honest|8|11|18)/i.test(words) && !/^(?:eu|uni|use|one|ukrain)/i.test(words);
  return `${vowel ? 'an' : 'a'} ${words}`;
}

/**
 * Where or when a text happens, if it begins with that: `During a team meeting, ...` gives `during a team meeting`. Null
 * for other texts.
 */
export function settingOf(text: string): string | null {
  const opening = /^(?:At|In|During|On|After|Before|While (?:at|in|on))\s[^,.;:"?!]{3,45}(?=,)/.exec(
    text,
  )?.[0];
  return opening === undefined ? null : opening.slice(0, 1).toLowerCase() + opening.slice(1);
}
