import type { ScenarioText } from '../../../src/core/scenario.ts';
import type { BiasKind } from './groups.ts';

/** What a right explanation of a biased text has to say. Parts that a text does not have are null. */
export interface Point {
  readonly kind: BiasKind;
  /** Whether the text answers a question that its context leaves open. */
  readonly form: 'answer' | 'text';
  /** The group, in the words of the text: `Muslims`, `overweight people`. */
  readonly people: string;
  /** The one person of it that the text is about: `the Muslim baker`. */
  readonly person: string | null;
  /** Behind "for": `being Muslim`. */
  readonly being: string | null;
  /** What is said of the group, behind its name: `are lazy`, `cannot lead a team`. */
  readonly claim: string | null;
  /** What was asked, behind "who", where the text is an answer: `was lazy`. */
  readonly asked: string | null;
}

/** A text of the grammar or of a dataset, with its verdict. */
export interface Example {
  readonly text: ScenarioText;
  readonly biased: boolean;
  /** Null where the text is unbiased, or where nothing in it names the group. */
  readonly point: Point | null;
}
