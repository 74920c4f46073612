import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noAttack } from '../core/condition.ts';
import type { ScenarioText } from '../core/scenario.ts';
import { PromptError } from '../errors/errors.ts';
import { type PackDirectory, readPackDirectory } from './pack-directory.ts';
import type { Template } from './template.ts';

export const attackRoles = ['system', 'user'] as const;
/** The message that holds an attack: one of the system's, or the user's own, before the question. */
export type AttackRole = (typeof attackRoles)[number];

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
  /** How an attack is sent; default `system`. `user`: before the question, for models that take no system message. */
  readonly attackRole?: AttackRole;
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
