import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest } from 'fastest-levenshtein';
import { noAttack } from '../core/condition.ts';
import { importedPack } from '../core/judge-question.ts';
import type { PromptLanguage } from '../core/languages.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { PromptError } from '../errors/errors.ts';
import {
  type PackDirectory,
  readPackDirectory,
  type TranslatedDirectory,
  type Wordings,
} from './pack-directory.ts';
import { inEnglish, type PromptPack } from './prompt-pack.ts';
import type { Template } from './template.ts';

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
  if (shipped === null && !existsSync(source)) throw noSuchPack(source);
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

function noSuchPack(source: string): PromptError {
  return new PromptError(`There is no prompt pack "${source}".`, {
    expected: `${shippedPacks.join(', ')}, or a directory with a prompt pack`,
    found: source,
    // A path is no misspelt name.
    advice: /[/\\]/.test(source)
      ? 'See docs/prompts.md to write a pack of your own.'
      : `Did you mean "${closest(source, [...shippedPacks])}"? See docs/prompts.md to write a pack of your own.`,
  });
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
