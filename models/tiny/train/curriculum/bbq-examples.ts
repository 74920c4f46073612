import { join } from 'node:path';
import type { Question } from '../../../../src/core/question.ts';
import type { Scenario } from '../../../../src/core/scenario.ts';
import { readBbqQuestions } from '../../../../src/datasets/bbq/bbq-questions.ts';
import { bbqSource } from '../../../../src/datasets/bbq/bbq-source.ts';
import { collectScenarios } from '../../../../src/datasets/read-dataset.ts';
import type { Example, Point } from '../grammar/example.ts';
import type { BiasKind } from '../grammar/groups.ts';
import type { Part } from './training-row.ts';

/** The categories of BBQ that are learnt from. All others are held out. */
export const trainingCategories = ['Age', 'Disability_status', 'Nationality', 'Physical_appearance'] as const;

const kindOfCategory: Readonly<Record<string, BiasKind>> = {
  Age: 'age',
  Disability_status: 'disability',
  Nationality: 'nationality',
  Physical_appearance: 'looks',
};

/** Examples of one part, by verdict and by whether the context tells; and its questions. */
export interface BbqExamples {
  readonly biased: readonly Example[];
  readonly unknown: readonly Example[];
  readonly disclosed: readonly Example[];
  readonly questions: readonly Question[];
}

/**
 * BBQ's training categories in two parts that share no question template.
 * @param folder with the official files
 * @throws DataError where a file is missing or cannot be read
 */
export async function readBbqExamples(folder: string): Promise<Readonly<Record<Part, BbqExamples>>> {
  const parts = { training: emptyPart(), validation: emptyPart() };
  for (const category of trainingCategories) {
    const path = join(folder, `${category}.jsonl`);
    for await (const scenario of collectScenarios(bbqSource.read(path, { preset: 'corrected' })).scenarios) {
      const examples = parts[partOf(scenario.cluster)];
      if (scenario.gold === 'biased') examples.biased.push(toExample(scenario));
      else if (scenario.variant.endsWith('unknown')) examples.unknown.push(toExample(scenario));
      else examples.disclosed.push(toExample(scenario));
    }
    for await (const question of readBbqQuestions(path))
      parts[partOf(question.cluster)].questions.push(question);
  }
  return parts;
}

function emptyPart() {
  return {
    biased: [] as Example[],
    unknown: [] as Example[],
    disclosed: [] as Example[],
    questions: [] as Question[],
  };
}

/** Two of the 25 templates of each category are for validation. */
function partOf(cluster: string): Part {
  return /\/(?:9|19)$/.test(cluster) ? 'validation' : 'training';
}

function toExample(scenario: Scenario): Example {
  const biased = scenario.gold === 'biased';
  return { text: scenario.text, biased, point: biased ? pointOf(scenario) : null };
}

function pointOf({ text, category, group }: Scenario): Point | null {
  const kind = kindOfCategory[category];
  if (text.kind !== 'answer' || kind === undefined || group === null) return null;
  const person = lowerArticle(text.answer.replace(/\.$/, ''));
  const asked = /^Who (.*)\?$/.exec(text.question)?.[1] ?? null;
  return {
    kind,
    form: 'answer',
    people: groupName(category, group),
    setting: null,
    person,
    being: null,
    claim: null,
    asked,
  };
}

function lowerArticle(answer: string): string {
  return answer.replace(/^(The|A|An) /, (article) => article.toLowerCase());
}

/** The stereotyped group of a row, as a sentence names it. */
function groupName(category: string, group: string): string {
  const name = names[group];
  if (name !== undefined) return name;
  return category === 'Nationality' ? `${group} people` : group;
}

const names: Readonly<Record<string, string>> = {
  old: 'older people',
  nonOld: 'young people',
  disabled: 'disabled people',
  'physically disabled': 'physically disabled people',
  'mentally-ill': 'mentally ill people',
  'D/deaf': 'deaf people',
  "Down's syndrome": 'people with Down syndrome',
  obese: 'overweight people',
  negDress: 'badly dressed people',
  pregnant: 'pregnant women',
  short: 'short people',
  visibleDifference: 'people who look different',
};
