import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noAttack } from '../core/condition.ts';
import { importedPack } from '../core/judge-question.ts';
import { isPromptLanguage, type PromptLanguage, promptLanguages } from '../core/languages.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { PromptError } from '../errors/errors.ts';
import {
  type PackDirectory,
  readPackDirectory,
  type TranslatedDirectory,
  type Wordings,
} from './pack-directory.ts';
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

/** The packs that hvsb ships, by name. `default` defines nothing; `defined` adds a definition of social bias and a labelling rule. */
export const shippedPacks = ['default', 'defined'] as const;

export function isShippedPack(source: string): boolean {
  return shippedPacks.some((name) => name === source);
}

// The data is at the root of the package: two levels up from here both in src/ and in dist/.
const shippedDirectory = (name: string) => fileURLToPath(new URL(`../../prompts/${name}/`, import.meta.url));

/** Names that mean something else in results. */
const reservedNames: readonly string[] = [...shippedPacks, importedPack];

/**
 * A prompt pack by name, or a user's directory laid over the default pack: each template and attack that the directory
 * has replaces or adds to the default's, everything else stays. Such a pack has the name in its
 * `pack.yaml`, or `custom@1`.
 * @param source `default`, `defined`, or a directory; default: `default`
 * @throws PromptError with file and line, what was expected and what was found.
 * @example
 * const pack = await loadPromptPack('defined');
 * console.log(pack.name, pack.version); // defined 1
 */
export async function loadPromptPack(source = 'default'): Promise<PromptPack> {
  const standard = await readPackDirectory(shippedDirectory('default'));
  const shipped = await shippedName(source);
  if (shipped === 'default') return combine(standard, standard);
  const own = await readPackDirectory(shipped === null ? source : shippedDirectory(shipped));
  const name = own.identity?.name;
  if (shipped === null && name !== undefined && reservedNames.includes(name)) {
    throw new PromptError(`A prompt pack of your own cannot be called "${name}".`, {
      where: join(source, 'pack.yaml'),
      advice: 'Results name the pack that they came from. Choose another name.',
    });
  }
  return combine(own, standard);
}

/**
 * Several prompt packs, to be judged with and compared.
 * @param language `en`: English prompts also for scenarios in other languages, see `inEnglish`
 * @throws PromptError also where two of them have one name.
 */
export async function loadPromptPacks(
  sources: readonly string[] = ['default'],
  language?: 'en',
): Promise<readonly [PromptPack, ...PromptPack[]]> {
  const packs: PromptPack[] = [];
  for (const source of sources) {
    const loaded = await loadPromptPack(source);
    const pack = language === 'en' ? inEnglish(loaded) : loaded;
    if (packs.some(({ name }) => name === pack.name)) {
      throw new PromptError(`Two of the prompt packs are called "${pack.name}".`, {
        where: source,
        advice: 'Name each pack once, and give packs of your own different names in their pack.yaml.',
      });
    }
    packs.push(pack);
  }
  const [first = await loadPromptPack(), ...others] = packs;
  return [first, ...others];
}

async function shippedName(source: string): Promise<string | null> {
  const named = shippedPacks.find((name) => name === source);
  if (named !== undefined) return named;
  const path = await realpath(source).catch(() => null);
  for (const name of shippedPacks) if (path === (await realpath(shippedDirectory(name)))) return name;
  return null;
}

function combine(own: PackDirectory, standard: PackDirectory): PromptPack {
  const answer = { ...standard.answer, ...own.answer };
  const emulate = { ...standard.emulate, ...own.emulate };
  const pack: PromptPack = {
    name: own.identity?.name ?? 'custom',
    version: own.identity?.version ?? 1,
    judge: everyKind({ ...standard.judge, ...own.judge }),
    explain: everyKind({ ...standard.explain, ...own.explain }),
    agree: everyKind({ ...standard.agree, ...own.agree }),
    answer: present(answer, 'question'),
    attacks: { [noAttack]: null, ...standard.attacks, ...own.attacks },
    emulate: present(emulate, 'statement'),
    translations: {},
  };
  const translations = Object.entries(own.translations).map(([language, translated]) => [
    language,
    translation(pack, language, [standard.translations[language as PromptLanguage], translated]),
  ]);
  return { ...pack, translations: Object.fromEntries(translations) };
}

/** A pack in another language: its own folder of that language laid over the default pack's. */
function translation(
  pack: PromptPack,
  language: string,
  layers: readonly (TranslatedDirectory | undefined)[],
): PromptPack {
  const laid = (part: 'explain' | 'agree' | 'answer') =>
    Object.assign({}, ...layers.map((layer) => layer?.[part])) as Readonly<Record<string, Template>>;
  const judge: Readonly<Record<string, Wordings>> = Object.assign({}, ...layers.map((layer) => layer?.judge));
  return {
    ...pack,
    language: language as PromptLanguage,
    judge: everyKind(judge),
    explain: everyKind(laid('explain')),
    agree: everyKind(laid('agree')),
    answer: present(laid('answer'), 'question'),
  };
}

function everyKind<Texts>(templates: Readonly<Record<string, Texts>>): Record<ScenarioText['kind'], Texts> {
  return {
    answer: present(templates, 'answer'),
    conversation: present(templates, 'conversation'),
    statement: present(templates, 'statement'),
  };
}

function present<Texts>(templates: Readonly<Record<string, Texts>>, name: string): Texts {
  const template = templates[name];
  if (template !== undefined) return template;
  throw new PromptError(`The default prompt pack lacks the template "${name}".`, {
    where: shippedDirectory('default'),
    advice: 'The installation is damaged: install hvsb again.',
  });
}
