import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest } from 'fastest-levenshtein';
import { type Attack, noAttack } from '../core/condition.ts';
import type { Message } from '../core/model.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { PromptError } from '../errors/errors.ts';
import { type PackDirectory, readPackDirectory } from './pack-directory.ts';
import { renderTemplate, type Template } from './template.ts';

/** The wordings of a study, checked when loaded. Written as data in `prompts/`, see docs/prompts.md. */
export interface PromptPack {
  readonly name: string;
  readonly version: number;
  /** The user's message to a judge, by the kind of the scenario's text. */
  readonly judge: Readonly<Record<ScenarioText['kind'], Template>>;
  /** The user's message that asks why a scenario is biased, by the kind of its text. */
  readonly explain: Readonly<Record<ScenarioText['kind'], Template>>;
  /** The user's message to the rater of an explanation, by the kind of the scenario's text. */
  readonly agree: Readonly<Record<ScenarioText['kind'], Template>>;
  /** The user's message that asks a question about a context, with three options to choose from. */
  readonly answer: Template;
  /** System prompts by attack; `none` is always there and null: no system prompt at all. */
  readonly attacks: Readonly<Record<string, string | null>>;
  /** The user's message that asks for a realistic scenario from a statement. */
  readonly emulate: Template;
}

// The data lies at the root of the package: two levels up from here both in src/ and in dist/.
const defaultDirectory = fileURLToPath(new URL('../../prompts/default/', import.meta.url));

/**
 * The default prompt pack, or a user's directory laid over it: each template and attack that the directory
 * has replaces or adds to the default's, everything else stays. Such a pack goes by the name in its
 * `pack.yaml`, or by `custom@1`.
 * @throws PromptError with file and line, what was expected and what was found.
 */
export async function loadPromptPack(directory?: string): Promise<PromptPack> {
  const standard = await readPackDirectory(defaultDirectory);
  if (directory === undefined) return combine(standard, standard);
  const own = await readPackDirectory(directory);
  if (own.identity?.name === standard.identity?.name && !(await isDefault(directory))) {
    throw new PromptError(`A prompt pack of your own cannot be called "${own.identity?.name}".`, {
      where: join(directory, 'pack.yaml'),
      advice: 'Results name the pack that they came from; this name means the wordings that hvsb ships.',
    });
  }
  return combine(own, standard);
}

async function isDefault(directory: string): Promise<boolean> {
  return (await realpath(directory)) === (await realpath(defaultDirectory));
}

function combine(own: PackDirectory, standard: PackDirectory): PromptPack {
  const answer = { ...standard.answer, ...own.answer };
  const emulate = { ...standard.emulate, ...own.emulate };
  return {
    name: own.identity?.name ?? 'custom',
    version: own.identity?.version ?? 1,
    judge: everyKind({ ...standard.judge, ...own.judge }),
    explain: everyKind({ ...standard.explain, ...own.explain }),
    agree: everyKind({ ...standard.agree, ...own.agree }),
    answer: present(answer, 'question'),
    attacks: { [noAttack]: null, ...standard.attacks, ...own.attacks },
    emulate: present(emulate, 'statement'),
  };
}

function everyKind(templates: Readonly<Record<string, Template>>): Record<ScenarioText['kind'], Template> {
  return {
    answer: present(templates, 'answer'),
    conversation: present(templates, 'conversation'),
    statement: present(templates, 'statement'),
  };
}

function present(templates: Readonly<Record<string, Template>>, name: string): Template {
  const template = templates[name];
  if (template !== undefined) return template;
  throw new PromptError(`The default prompt pack lacks the template "${name}".`, {
    where: defaultDirectory,
    advice: 'The installation is damaged: install hvsb again.',
  });
}

/**
 * What a judge is sent: the attack's system prompt, where there is one, and the question about the scenario.
 * @throws PromptError when the pack does not have the attack.
 */
export function judgeMessages(pack: PromptPack, attack: Attack, scenario: ScenarioText): Message[] {
  return attackedMessages(pack, attack, renderTemplate(pack.judge[scenario.kind], scenario));
}

/**
 * What a model is sent to explain why a scenario is biased, under the attack's system prompt where there is one.
 * @throws PromptError when the pack does not have the attack.
 */
export function explainMessages(pack: PromptPack, attack: Attack, scenario: ScenarioText): Message[] {
  return attackedMessages(pack, attack, renderTemplate(pack.explain[scenario.kind], scenario));
}

/**
 * What a rater is sent: the scenario and an explanation of it, verbatim. Nothing else says who wrote the
 * explanation, so the caller takes out what does within it (`withoutSelfNaming` of the verdicts).
 */
export function agreeMessages(pack: PromptPack, scenario: ScenarioText, explanation: string): Message[] {
  const content = renderTemplate(pack.agree[scenario.kind], { ...scenario, explanation });
  return [{ role: 'user', content }];
}

/** A question about a context, with the options in the order in which they are shown. */
export interface AnswerQuestion {
  readonly context: string;
  readonly question: string;
  readonly options: readonly [string, string, string];
}

/**
 * What a model is sent to answer a question by choosing one of three options.
 * @throws PromptError when the pack does not have the attack.
 */
export function answerMessages(pack: PromptPack, attack: Attack, asked: AnswerQuestion): Message[] {
  const { context, question, options } = asked;
  const [optionA, optionB, optionC] = options;
  const parts = { context, question, optionA, optionB, optionC };
  return attackedMessages(pack, attack, renderTemplate(pack.answer, parts));
}

/** What a model is sent to turn a published statement into a realistic scenario. */
export function emulateMessages(pack: PromptPack, statement: string): Message[] {
  return [{ role: 'user', content: renderTemplate(pack.emulate, { statement }) }];
}

/**
 * The system prompt of an attack; null where there is none to send.
 * @throws PromptError that names the nearest attack when the pack does not have this one.
 */
export function attackPrompt(pack: PromptPack, attack: Attack): string | null {
  const prompt = Object.hasOwn(pack.attacks, attack) ? pack.attacks[attack] : undefined;
  if (prompt !== undefined) return prompt;
  const known = Object.keys(pack.attacks);
  throw new PromptError(`The prompt pack ${pack.name}@${pack.version} has no attack "${attack}".`, {
    expected: `one of ${known.join(', ')}`,
    found: attack,
    advice: `Did you mean "${closest(attack, known)}"? An attack of your own goes into attacks.yaml of a prompt pack.`,
  });
}

/**
 * The attack's system prompt, where there is one, and the user's message.
 * @throws PromptError when the pack does not have the attack.
 */
export function attackedMessages(pack: PromptPack, attack: Attack, content: string): Message[] {
  const system = attackPrompt(pack, attack);
  const user: Message = { role: 'user', content };
  return system === null ? [user] : [{ role: 'system', content: system }, user];
}
