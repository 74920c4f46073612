import type { Form, Gold, Scenario, ScenarioText } from '../../core/scenario.ts';

/** A scenario with its number in the store, which calls and labels refer to. */
export interface StoredScenario extends Scenario {
  readonly number: number;
}

/** What a prompt needs of a scenario, and the number that its call refers to. */
export type NumberedText = Pick<StoredScenario, 'number' | 'text' | 'language' | 'group'>;

/** Which scenarios. Absent fields do not restrict. Inactive scenarios never match. */
export interface ScenarioFilter {
  readonly datasets?: readonly string[];
  readonly forms?: readonly Form[];
  readonly categories?: readonly string[];
  readonly variants?: readonly string[];
  readonly gold?: Gold;
  /** Name of a sample: only its scenarios. */
  readonly sample?: string;
}

/** Items whose number in the store is from the first to the last, both included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** Scenario counts of one dataset and form. */
export interface ScenarioCount {
  readonly dataset: string;
  readonly form: Form;
  readonly biased: number;
  readonly unbiased: number;
  readonly controls: number;
}

/** The values that the fields of scenarios have, each once, in the order of the first scenario with it. */
export interface ScenarioNames {
  readonly datasets: readonly string[];
  readonly forms: readonly Form[];
  readonly categories: readonly string[];
  readonly variants: readonly string[];
}

/** What asks for a call: a scenario in a condition, for the n-th time (from 0). */
export interface Subject {
  readonly condition: number;
  readonly scenario: number;
  readonly repeat: number;
}

/** A reproducible subset. */
export interface SampleDescription {
  readonly name: string;
  readonly seed: number;
  /** Scenario fields that were balanced. */
  readonly stratify: readonly string[];
  readonly size: number;
  readonly createdAt: number;
}

/** What a preparation changed. */
export interface ReplacedScenarios {
  /** Scenarios that are active now and were not before. */
  readonly added: number;
  /** Scenarios that were active before, too. */
  readonly unchanged: number;
  /** Scenarios that are inactive now and were active before. */
  readonly deactivated: number;
}

/** Whether a preparation takes the place of the one before. */
export interface ReplaceOptions {
  /**
   * Keeps the dataset's other scenarios active. One of them with the same item, variant and form as one that is yielded,
   * and another content, is an error then.
   */
  readonly keepsOthers?: boolean;
}

/** Finds scenarios by what a file says of them. */
export interface ScenarioFinder {
  /** The active scenarios of each item of a dataset, oldest first, those included that were stored since. */
  ofItems(
    items: readonly { readonly dataset: string; readonly sourceId: string }[],
  ): Promise<readonly (readonly StoredScenario[])[]>;
  /**
   * The scenarios with each of these texts, oldest first, of those that were active when the finder was made.
   * @param dataset null for any
   */
  ofTexts(
    texts: readonly { readonly dataset: string | null; readonly text: ScenarioText }[],
  ): Promise<readonly (readonly StoredScenario[])[]>;
}

/** Scenarios and samples of them. Part of the store. */
export interface ScenarioStore {
  /**
   * Replaces what a preparation gave: the scenarios of this dataset and form that are not among those yielded
   * become inactive (they stay for their judgments, and no filter matches them), unless the options keep them. Nothing
   * changes if the stream throws.
   * @throws DataError when one id comes twice, or one that is stored says otherwise.
   */
  replaceScenarios(
    dataset: string,
    form: Form | null,
    scenarios: AsyncIterable<Scenario>,
    options?: ReplaceOptions,
  ): Promise<ReplacedScenarios>;
  /** For writers: it may add what it searches by to the store. */
  scenarioFinder(): Promise<ScenarioFinder>;
  /** In the order of their numbers, page by page; all, or those of the range. */
  scenarios(filter: ScenarioFilter, range?: NumberRange): AsyncIterable<readonly StoredScenario[]>;
  /** The same, their texts alone. */
  scenarioTexts(filter: ScenarioFilter, range?: NumberRange): AsyncIterable<readonly NumberedText[]>;
  /** Numbers of the scenarios that match, ascending: the order of `JudgmentTable`. Reads no text. */
  scenarioNumbers(filter: ScenarioFilter): Promise<Uint32Array>;
  /** The scenarios of these numbers that exist, active or not, in the same order. */
  scenariosOf(numbers: readonly number[]): Promise<readonly StoredScenario[]>;
  /** The numbers of the scenarios with these ids, null where there is none. Same length and order. */
  numbersOf(ids: readonly string[]): Promise<readonly (number | null)[]>;
  /** The languages of the scenarios that match, `undefined` for those without. Reads no text. */
  scenarioLanguages(filter: ScenarioFilter): Promise<readonly (string | undefined)[]>;
  countScenarios(filter: ScenarioFilter): Promise<readonly ScenarioCount[]>;
  /** Of the scenarios that match. Reads no text. */
  scenarioNames(filter: ScenarioFilter): Promise<ScenarioNames>;

  /** Replaces a sample of the same name. */
  putSample(sample: Omit<SampleDescription, 'size'>, scenarioNumbers: readonly number[]): Promise<void>;
  /** Oldest first. */
  samples(): Promise<readonly SampleDescription[]>;
}
