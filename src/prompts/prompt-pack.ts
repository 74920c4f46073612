import { isPromptLanguage, type PromptLanguage, promptLanguages } from '../core/languages.ts';
import type { ScenarioText } from '../core/scenario.ts';
import type { Wordings } from './pack-directory.ts';
import type { Template } from './template.ts';

export const attackRoles = ['system', 'user'] as const;
/** The message that holds an attack: one of the system's, or the user's own, before the question. */
export type AttackRole = (typeof attackRoles)[number];

/** The prompts of a study, checked when loaded. Written as data in `prompts/`, see docs/prompts.md. */
export interface PromptPack {
  readonly name: string;
  readonly version: number;
  /** The user's message to a judge, by the kind of the scenario's text: wordings of one question, the headline's first. */
  readonly judge: Readonly<Record<ScenarioText['kind'], Wordings>>;
  /** The user's message that asks why a scenario is biased, by the kind of its text. */
  readonly explain: Readonly<Record<ScenarioText['kind'], Template>>;
  /** The user's message to the rater of an explanation, by the kind of the scenario's text. */
  readonly agree: Readonly<Record<ScenarioText['kind'], Template>>;
  /** The user's message that asks a question about a context, with three options to choose from. */
  readonly answer: Template;
  /** System prompts by attack; `none` is always there and null: no system prompt at all. */
  readonly attacks: Readonly<Record<string, string | null>>;
  /** How an attack is sent; default `system`. `user`: before the question, for models that take no system message. */
  readonly attackRole?: AttackRole;
  /** The user's message that asks for a realistic scenario from a statement. */
  readonly emulate: Template;
  /** Language of what a judge, an explainer, a rater and an answerer are asked; absent for English. */
  readonly language?: PromptLanguage;
  /** The same pack in other languages, for scenarios in them. Attacks stay as they are. */
  readonly translations: Readonly<Partial<Record<PromptLanguage, PromptPack>>>;
}

/**
 * The prompts of a pack for scenarios in a language: its own in that language where it has them, else those that it has.
 * @example
 * promptsIn(await loadPromptPack(), 'ko').language; // 'ko'
 */
export function promptsIn(pack: PromptPack, language: string | undefined): PromptPack {
  return (isPromptLanguage(language) ? pack.translations[language] : undefined) ?? pack;
}

/** The pack with its attacks in the message of this role, in every language. */
export function inRole(pack: PromptPack, attackRole: AttackRole): PromptPack {
  const translations = Object.entries(pack.translations).map(([language, translated]) => [
    language,
    { ...translated, attackRole },
  ]);
  return { ...pack, attackRole, translations: Object.fromEntries(translations) };
}

/**
 * A pack that asks about scenarios in every language in English. What it asks of scenarios in another language that the
 * pack has prompts in is another condition, so it has another name: `default.en`.
 */
export function inEnglish(pack: PromptPack): PromptPack {
  const english: PromptPack = { ...pack, name: `${pack.name}.en`, translations: {} };
  const languages = promptLanguages.filter((language) => pack.translations[language] !== undefined);
  return { ...pack, translations: Object.fromEntries(languages.map((language) => [language, english])) };
}
