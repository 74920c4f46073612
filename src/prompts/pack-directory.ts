import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { noAttack } from '../core/condition.ts';
import { type PromptLanguage, promptLanguages } from '../core/languages.ts';
import { PromptError } from '../errors/errors.ts';
import { type PromptFile, readPromptFile } from './prompt-file.ts';
import {
  agreeRules,
  answerRules,
  attackRules,
  checkTemplate,
  compileTemplate,
  emulateRules,
  explainRules,
  judgeRules,
  rulesIn,
  type Template,
  type TemplateRules,
} from './template.ts';

/** Wordings of one question, at least one. */
export type Wordings = readonly [Template, ...Template[]];

/** What one directory says; what it leaves out comes from the default pack. */
export interface PackDirectory {
  readonly identity: { readonly name: string; readonly version: number } | null;
  readonly judge: Readonly<Record<string, Wordings>>;
  readonly explain: Readonly<Record<string, Template>>;
  readonly agree: Readonly<Record<string, Template>>;
  readonly answer: Readonly<Record<string, Template>>;
  readonly attacks: Readonly<Record<string, string>>;
  readonly emulate: Readonly<Record<string, Template>>;
  /** What its folders in other languages say, by language. */
  readonly translations: Readonly<Partial<Record<PromptLanguage, TranslatedDirectory>>>;
}

/** The templates that are asked in the language of a scenario. */
export type TranslatedDirectory = Pick<PackDirectory, 'judge' | 'explain' | 'agree' | 'answer'>;

const fileNames = [
  'pack.yaml',
  'judge.yaml',
  'explain.yaml',
  'agree.yaml',
  'answer.yaml',
  'attacks.yaml',
  'emulate.yaml',
] as const;

const translatedFiles = ['judge.yaml', 'explain.yaml', 'agree.yaml', 'answer.yaml'] as const;

const packSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'a name has letters, digits, ".", "-" and "_" only'),
  version: z.int().positive(),
  description: z.string().optional(),
});
const kindsSchema = z.strictObject({
  answer: z.string().optional(),
  conversation: z.string().optional(),
  statement: z.string().optional(),
});
const oneOrMore = z.union([z.string(), z.array(z.string()).nonempty()]);
const judgeSchema = z.strictObject({
  answer: oneOrMore.optional(),
  conversation: oneOrMore.optional(),
  statement: oneOrMore.optional(),
});
const answerSchema = z.strictObject({ question: z.string().optional() });
const emulateSchema = z.strictObject({ statement: z.string().optional() });
const attacksSchema = z.record(z.string(), z.unknown());

/** @throws PromptError when the directory is not there, holds no file of a pack, or one of them is not right. */
export async function readPackDirectory(directory: string): Promise<PackDirectory> {
  await checkFileNames(directory);
  const kinds = Object.keys(kindsSchema.shape);
  const [pack, judge, explain, agree, answer, attacks, emulate] = await Promise.all([
    readPromptFile(join(directory, 'pack.yaml'), packSchema, Object.keys(packSchema.shape)),
    readPromptFile(join(directory, 'judge.yaml'), judgeSchema, kinds),
    readPromptFile(join(directory, 'explain.yaml'), kindsSchema, kinds),
    readPromptFile(join(directory, 'agree.yaml'), kindsSchema, kinds),
    readPromptFile(join(directory, 'answer.yaml'), answerSchema, Object.keys(answerSchema.shape)),
    readPromptFile(join(directory, 'attacks.yaml'), attacksSchema, []),
    readPromptFile(join(directory, 'emulate.yaml'), emulateSchema, Object.keys(emulateSchema.shape)),
  ]);
  return {
    identity: pack?.content ?? null,
    judge: wordingsOf(judge),
    explain: templatesOf(explain, explainRules),
    agree: templatesOf(agree, agreeRules),
    answer: templatesOf(answer, answerRules),
    attacks: attacksOf(attacks),
    emulate: templatesOf(emulate, emulateRules),
    translations: await readTranslations(directory),
  };
}

async function readTranslations(directory: string): Promise<PackDirectory['translations']> {
  const names: readonly string[] = await readdir(directory);
  const found = promptLanguages.filter((language) => names.includes(language));
  const read = found.map(
    async (language) => [language, await readTranslation(join(directory, language), language)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** A folder of a pack in another language: the files that a scenario's language decides about. */
async function readTranslation(directory: string, language: PromptLanguage): Promise<TranslatedDirectory> {
  await checkFileNames(directory, translatedFiles);
  const kinds = Object.keys(kindsSchema.shape);
  const [judge, explain, agree, answer] = await Promise.all([
    readPromptFile(join(directory, 'judge.yaml'), judgeSchema, kinds),
    readPromptFile(join(directory, 'explain.yaml'), kindsSchema, kinds),
    readPromptFile(join(directory, 'agree.yaml'), kindsSchema, kinds),
    readPromptFile(join(directory, 'answer.yaml'), answerSchema, Object.keys(answerSchema.shape)),
  ]);
  return {
    judge: wordingsOf(judge, language),
    explain: templatesOf(explain, explainRules, language),
    agree: templatesOf(agree, agreeRules, language),
    answer: templatesOf(answer, answerRules, language),
  };
}

async function checkFileNames(directory: string, known: readonly string[] = fileNames): Promise<void> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (cause) {
    throw new PromptError('The directory of the prompt pack cannot be read.', {
      where: directory,
      expected: `a directory with any of ${known.join(', ')}`,
      found: String(cause),
      cause,
    });
  }
  const stray = names.find((name) => /\.ya?ml$/i.test(name) && !known.includes(name));
  if (stray !== undefined) {
    throw new PromptError(`The prompt pack has an unknown file "${stray}".`, {
      where: join(directory, stray),
      expected: `one of ${known.join(', ')}`,
      advice: `Did you mean "${closest(stray, known)}"?`,
    });
  }
  if (!names.some((name) => known.includes(name))) {
    throw new PromptError('The directory holds no prompt pack.', {
      where: directory,
      expected: `any of ${known.join(', ')}`,
      found: names.length === 0 ? 'an empty directory' : names.slice(0, 5).join(', '),
    });
  }
}

function templatesOf(
  file: PromptFile<Readonly<Record<string, string | undefined>>> | null,
  rules: Readonly<Record<string, TemplateRules>>,
  language?: PromptLanguage,
): Readonly<Record<string, Template>> {
  const templates: Record<string, Template> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const text = file?.content[name];
    if (file === null || text === undefined) continue;
    templates[name] = checked(file, name, text, rulesIn(rule, language));
  }
  return templates;
}

function wordingsOf(
  file: PromptFile<Readonly<Record<string, string | readonly string[] | undefined>>> | null,
  language?: PromptLanguage,
): Readonly<Record<string, Wordings>> {
  const wordings: Record<string, Wordings> = {};
  for (const [name, rule] of Object.entries(judgeRules)) {
    const texts = file?.content[name];
    if (file === null || texts === undefined) continue;
    const rules = rulesIn(rule, language);
    const [first, ...others] = [texts].flat().map((text) => checked(file, name, text, rules));
    if (first !== undefined) wordings[name] = [first, ...others];
  }
  return wordings;
}

function attacksOf(file: PromptFile<Record<string, unknown>> | null): Readonly<Record<string, string>> {
  const attacks: Record<string, string> = {};
  for (const [name, text] of Object.entries(file?.content ?? {})) {
    if (file === null) continue;
    const where = file.locate(name);
    if (name === noAttack) {
      throw new PromptError('The attack "none" cannot be given a prompt.', {
        where,
        advice: 'It always means that no system prompt is sent. Choose another name.',
      });
    }
    if (!/^[A-Za-z][\w-]*$/.test(name)) {
      throw new PromptError(`"${name}" cannot be the name of an attack.`, {
        where,
        expected: 'a letter, then letters, digits, "-" and "_"',
      });
    }
    if (typeof text !== 'string') {
      throw new PromptError(`The attack "${name}" is not a text.`, {
        where,
        expected: 'the system prompt, as text',
        found: JSON.stringify(text),
      });
    }
    attacks[name] = checked(file, name, text, attackRules).text;
  }
  return attacks;
}

/** Blank lines around a text are the file's layout, not part of the prompt. */
function checked(file: PromptFile<unknown>, name: string, text: string, rules: TemplateRules): Template {
  const template = compileTemplate(text.trim());
  checkTemplate({ template, rules, name, locate: (piece) => file.locate(name, piece) });
  return template;
}
