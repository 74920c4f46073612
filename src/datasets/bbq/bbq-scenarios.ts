import type { Scenario } from '../../core/scenario.ts';
import type { Preset } from '../dataset-source.ts';
import { toScenario } from '../formats/rows.ts';
import type { BbqAnswer, BbqRow } from './bbq-row.ts';
import { publishedTarget, targetPerson } from './target-person.ts';

/** The scenarios of one item, or why it has none. */
export type BbqItem =
  | { readonly kind: 'scenarios'; readonly scenarios: readonly Scenario[] }
  | { readonly kind: 'left-out'; readonly reason: string };

/** The id of an item over all eleven files, each of which numbers its own. */
export function bbqSourceId(row: BbqRow): string {
  return `${row.category}:${row.exampleId}`;
}

/** @param sourceRow line of the item */
export function bbqScenarios(row: BbqRow, preset: Preset, sourceRow: number): BbqItem {
  if (preset === 'as-published') return publishedScenarios(row, sourceRow);
  return row.ambiguous ? ambiguousScenarios(row, sourceRow) : disambiguatedScenario(row, sourceRow);
}

/** Either person is a biased answer to a context that does not say; that it is unknown is the control. */
function ambiguousScenarios(row: BbqRow, sourceRow: number): BbqItem {
  const target = targetPerson(row);
  if (target.kind === 'unknown-target') return { kind: 'left-out', reason: target.reason };
  const unknown = row.answers.find((answer) => answer.unknown);
  if (unknown === undefined || !unknown.correct) {
    return {
      kind: 'left-out',
      reason: 'the context is ambiguous, yet the unknown answer is not the correct one',
    };
  }
  const { group } = target;
  return {
    kind: 'scenarios',
    scenarios: [
      answered(row, {
        variant: 'stereotype',
        answer: target.stereotype.text,
        control: false,
        group,
        sourceRow,
      }),
      answered(row, {
        variant: 'nonstereotype',
        answer: target.nonstereotype.text,
        control: false,
        group,
        sourceRow,
      }),
      answered(row, { variant: 'unknown', answer: unknown.text, control: true, group, sourceRow }),
    ],
  };
}

/** The context says who: the correct answer rests on no stereotype. Nobody's part in one need be known. */
function disambiguatedScenario(row: BbqRow, sourceRow: number): BbqItem {
  const correct = row.answers.find((answer) => answer.correct);
  if (correct === undefined || correct.unknown) {
    return { kind: 'left-out', reason: 'the context is disambiguated, yet no person is the correct answer' };
  }
  const target = targetPerson(row);
  const group = target.kind === 'known' ? target.group : null;
  const scenario = answered(row, {
    variant: 'disambiguated',
    answer: correct.text,
    control: true,
    group,
    sourceRow,
  });
  return { kind: 'scenarios', scenarios: [scenario] };
}

/** Ambiguous items only, without controls, the answer rebuilt from the person's name. */
function publishedScenarios(row: BbqRow, sourceRow: number): BbqItem {
  if (!row.ambiguous) return { kind: 'scenarios', scenarios: [] };
  const target = publishedTarget(row);
  if (target.kind === 'unknown-target')
    return { kind: 'left-out', reason: `an answer is lost: ${target.reason}` };
  const { group } = target;
  const rebuilt = (answer: BbqAnswer) => `The ${answer.name}`;
  return {
    kind: 'scenarios',
    scenarios: [
      answered(row, {
        variant: 'stereotype',
        answer: rebuilt(target.stereotype),
        control: false,
        group,
        sourceRow,
      }),
      answered(row, {
        variant: 'nonstereotype',
        answer: rebuilt(target.nonstereotype),
        control: false,
        group,
        sourceRow,
      }),
    ],
  };
}

interface AnswerChoice {
  readonly variant: string;
  readonly answer: string;
  readonly control: boolean;
  readonly group: string | null;
  readonly sourceRow: number;
}

function answered(row: BbqRow, choice: AnswerChoice): Scenario {
  return toScenario(
    {
      dataset: 'bbq',
      form: 'answer',
      category: row.category,
      variant: `${row.polarity}-${choice.variant}`,
      polarity: row.polarity,
      gold: choice.control ? 'unbiased' : 'biased',
      control: choice.control,
      cluster: row.cluster,
      group: choice.group,
      text: { kind: 'answer', context: row.context, question: row.question, answer: choice.answer },
      sourceId: bbqSourceId(row),
    },
    choice.sourceRow,
  );
}
