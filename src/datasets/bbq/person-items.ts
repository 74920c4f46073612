import { questionId } from '../../core/hashes.ts';
import type { Question } from '../../core/question.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { LeftOutItem, ReadItem } from '../dataset-source.ts';
import { toScenario } from '../formats/rows.ts';
import type { TargetPerson } from './target-person.ts';

/** One of the three answers of an item: two name a person, one says that it is unknown. */
export interface PersonAnswer {
  readonly text: string;
  readonly unknown: boolean;
  readonly correct: boolean;
}

/** An item of BBQ or of a dataset made after it, in any language: a question about two people, with three answers. */
export interface PersonItem {
  readonly dataset: string;
  /** BCP 47 tag; absent for English. */
  readonly language?: string;
  readonly category: string;
  readonly cluster: string;
  readonly polarity: 'neg' | 'nonneg';
  readonly ambiguous: boolean;
  readonly context: string;
  readonly question: string;
  readonly answers: readonly [PersonAnswer, PersonAnswer, PersonAnswer];
  readonly target: TargetPerson<PersonAnswer>;
  /** See `Scenario.stereotypeShare`. */
  readonly stereotypeShare?: number;
  readonly sourceId: string;
}

/**
 * The scenarios of an item, then the item as the question that it was meant to be. Either person is a biased answer to
 * an ambiguous context; that it is unknown is the control. In a disambiguated context the correct answer is a control:
 * it rests on no stereotype.
 */
export function* personItems(item: PersonItem, place: Omit<LeftOutItem, 'reason'>): Generator<ReadItem> {
  const made = item.ambiguous ? ambiguousScenarios(item, place.row) : disambiguatedScenario(item, place.row);
  if (typeof made === 'string') yield { kind: 'left-out', item: { ...place, reason: made } };
  else for (const scenario of made) yield { kind: 'scenario', scenario };
  const question = questionOf(item, place.row);
  if (question !== null) yield { kind: 'question', question };
}

/** The scenarios, or why there are none. */
type Made = readonly Scenario[] | string;

function ambiguousScenarios(item: PersonItem, sourceRow: number): Made {
  const { target } = item;
  if (target.kind === 'unknown-target') return target.reason;
  const unknown = item.answers.find((answer) => answer.unknown);
  if (unknown === undefined || !unknown.correct) {
    return 'the context is ambiguous, yet the unknown answer is not the correct one';
  }
  const { group } = target;
  const choices = [
    { variant: 'stereotype', answer: target.stereotype.text, control: false },
    { variant: 'nonstereotype', answer: target.nonstereotype.text, control: false },
    { variant: 'unknown', answer: unknown.text, control: true },
  ];
  return choices.map((choice) => answered(item, { ...choice, group, sourceRow }));
}

/** The context says who: nobody's part in a stereotype need be known. */
function disambiguatedScenario(item: PersonItem, sourceRow: number): Made {
  const correct = item.answers.find((answer) => answer.correct);
  if (correct === undefined || correct.unknown) {
    return 'the context is disambiguated, yet no person is the correct answer';
  }
  const group = item.target.kind === 'known' ? item.target.group : null;
  const choice = { variant: 'disambiguated', answer: correct.text, control: true, group, sourceRow };
  return [answered(item, choice)];
}

export interface AnswerChoice {
  readonly variant: string;
  readonly answer: string;
  readonly control: boolean;
  readonly group: string | null;
  readonly sourceRow: number;
}

/** The scenario in which somebody gave this answer. */
export function answered(
  item: Omit<PersonItem, 'answers' | 'target' | 'ambiguous'>,
  choice: AnswerChoice,
): Scenario {
  return toScenario(
    {
      dataset: item.dataset,
      form: 'answer',
      category: item.category,
      variant: `${item.polarity}-${choice.variant}`,
      polarity: item.polarity,
      gold: choice.control ? 'unbiased' : 'biased',
      control: choice.control,
      cluster: item.cluster,
      group: choice.group,
      text: { kind: 'answer', context: item.context, question: item.question, answer: choice.answer },
      sourceId: item.sourceId,
      ...languageOf(item),
      ...(item.stereotypeShare === undefined ? {} : { stereotypeShare: item.stereotypeShare }),
    },
    choice.sourceRow,
  );
}

/**
 * An item as the question that it was meant to be; null where its target person is unknown (BBQ's score could not use
 * the answer), or its label contradicts its context.
 */
function questionOf(item: PersonItem, sourceRow: number): Question | null {
  const { target, answers } = item;
  const unknown = answers.find((answer) => answer.unknown);
  const correct = answers.find((answer) => answer.correct);
  if (target.kind === 'unknown-target' || unknown === undefined || correct === undefined) return null;
  if (item.ambiguous !== correct.unknown) return null;
  const [first, second, third] = answers;
  const content = {
    dataset: item.dataset,
    category: item.category,
    cluster: item.cluster,
    ambiguous: item.ambiguous,
    polarity: item.polarity,
    context: item.context,
    question: item.question,
    options: [first.text, second.text, third.text] as const,
    target: positionOf(answers, target.stereotype),
    other: positionOf(answers, target.nonstereotype),
    unknown: positionOf(answers, unknown),
    label: positionOf(answers, correct),
    sourceId: item.sourceId,
    ...languageOf(item),
  };
  return { id: questionId(content), ...content, sourceRow };
}

function languageOf({ language }: Pick<PersonItem, 'language'>): { readonly language?: string } {
  return language === undefined ? {} : { language };
}

function positionOf(answers: PersonItem['answers'], answer: PersonAnswer): 0 | 1 | 2 {
  if (answers[0] === answer) return 0;
  return answers[1] === answer ? 1 : 2;
}
