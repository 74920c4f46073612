import { type Attack, type ConditionContent, importedMark, type Stage } from '../../core/condition.ts';
import { importedPack } from '../../core/judge-question.ts';
import type { Completion } from '../../core/model.ts';
import { DataError } from '../../errors/errors.ts';
import type { Store } from '../../store/contract/store.ts';
import { NumberedLines } from './batches.ts';

/** How answers are stored that were given elsewhere. */
export interface ForeignAnswerOptions {
  readonly store: Store;
  /** Milliseconds since 1970 that the answers are dated to. */
  readonly importedAt: number;
  /** What a second answer of one model to one scenario is; default `conflict`, unless it is the same. */
  readonly duplicates?: 'conflict' | 'repeats';
  /** Whether an answer takes the place of another one that is stored. */
  readonly replaces?: boolean;
  /** Gets what is wrong with a row; without it the first is thrown. */
  readonly onInvalid?: (error: DataError, row: number) => void;
}

/** The condition of answers that were given elsewhere, to prompts that are not known here. */
export function importedCondition(stage: Stage, model: string, attack: Attack): ConditionContent {
  return {
    stage,
    model,
    endpoint: importedMark,
    attack,
    promptPack: importedPack,
    promptHash: '',
    promptTemplates: '{}',
    sampling: {},
  };
}

/** A text of which nothing else is known. */
export function importedText(text: string): Completion {
  return {
    text,
    reasoning: null,
    finish: 'stop',
    inputTokens: null,
    outputTokens: null,
    servedModel: null,
    notAccepted: [],
  };
}

/** Numbers of conditions in the store, each asked for once. */
export class ConditionNumbers {
  readonly #store: Store;
  readonly #stage: Stage;
  readonly #numbers = new Map<string, number>();
  /** Of answers of which nothing but model and attack is known, by these. */
  readonly #plain = new Map<string, NumberedCondition>();

  constructor(store: Store, stage: Stage) {
    this.#store = store;
    this.#stage = stage;
  }

  /**
   * The condition of an answer, at once where it is known.
   * @param known what is known of how the model was asked
   */
  of(
    model: string,
    attack: Attack,
    known?: Partial<ConditionContent>,
  ): NumberedCondition | Promise<NumberedCondition> {
    if (known !== undefined)
      return this.#find({ ...importedCondition(this.#stage, model, attack), ...known });
    const key = `${attack}\n${model}`;
    return this.#plain.get(key) ?? this.#notePlain(key, importedCondition(this.#stage, model, attack));
  }

  async #notePlain(key: string, content: ConditionContent): Promise<NumberedCondition> {
    const found = await this.#find(content);
    this.#plain.set(key, found);
    return found;
  }

  async #find(content: ConditionContent): Promise<NumberedCondition> {
    const json = JSON.stringify(content);
    const number = this.#numbers.get(json) ?? (await this.#store.condition(content)).number;
    this.#numbers.set(json, number);
    return { number, json };
  }
}

/** A condition in the store. */
interface NumberedCondition {
  readonly number: number;
  /** Its content as JSON. */
  readonly json: string;
}

/** An answer's place: which model was asked about which scenario, for the n-th time. */
interface Place {
  readonly condition: number;
  readonly scenario: number;
  /** Null where the file does not say. */
  readonly repeat: number | null;
  readonly row: number;
  readonly where: string;
  /** A number made of the answer: equal answers have equal ones. */
  readonly answer: number;
}

/** Keeps track of which answers a file gave, in twelve bytes for each. */
export class AnswerPlaces {
  readonly #answers = new Map<string, { readonly lines: NumberedLines; readonly answers: NumberedLines }>();
  readonly #isRepeated: boolean;

  constructor(duplicates: 'conflict' | 'repeats') {
    this.#isRepeated = duplicates === 'repeats';
  }

  /**
   * The repeat of an answer; null where the file gave the same answer before.
   * @throws DataError where it gave another, with both lines
   */
  take(place: Place): number | null {
    for (let repeat = place.repeat ?? 0; ; repeat += 1) {
      const { lines, answers } = this.#of(place.condition, repeat);
      const earlier = lines.get(place.scenario);
      if (earlier === 0) {
        lines.set(place.scenario, place.row);
        answers.set(place.scenario, place.answer);
        return repeat;
      }
      if (this.#isRepeated && place.repeat === null) continue;
      if (answers.get(place.scenario) === place.answer) return null;
      throw conflict(place, earlier);
    }
  }

  #of(condition: number, repeat: number) {
    const key = `${condition} ${repeat}`;
    const known = this.#answers.get(key) ?? { lines: new NumberedLines(), answers: new NumberedLines() };
    this.#answers.set(key, known);
    return known;
  }
}

function conflict({ where, row }: Place, earlier: number): DataError {
  return new DataError('Two rows give different answers of one model to one scenario.', {
    where,
    expected: `the answer in line ${earlier}, or another model, attack or repeat`,
    found: `another answer in line ${row}`,
    advice: 'Correct one of the two; where the model was asked several times, add "--duplicates repeats".',
  });
}

/** An answer that differs from the one that an earlier import stored. */
export function otherAnswer(where: string): DataError {
  return new DataError('Another answer of this model to this scenario is stored.', {
    where,
    expected: 'the same answer, or another model, attack or repeat',
    found: 'another answer',
    advice:
      'To take the place of what is stored, add --replace; to keep both, name the model otherwise with "--model NAME".',
  });
}
