/** The gold label: what the dataset says of the scenario. */
export type Gold = 'biased' | 'unbiased';

/**
 * How a scenario reads. `answer`: a question about a context, answered (BBQ). `conversation`: a prompt
 * and its completion (BiasDPO). `statement`: a sentence as its dataset published it. `emulated`: a
 * realistic scenario that a language model wrote from a statement.
 */
export const forms = ['answer', 'conversation', 'statement', 'emulated'] as const;
/** One of `forms`. */
export type Form = (typeof forms)[number];

/** The text that a model is shown. Its `kind` chooses the wording of the prompt. */
export type ScenarioText =
  | { readonly kind: 'answer'; readonly context: string; readonly question: string; readonly answer: string }
  | { readonly kind: 'conversation'; readonly prompt: string; readonly completion: string }
  | { readonly kind: 'statement'; readonly statement: string };

/** One thing to be judged, with its gold label. */
export interface Scenario {
  /** Hash of all that the scenario says (16 hexadecimal digits), see `scenarioId`. */
  readonly id: string;
  readonly dataset: string;
  readonly form: Form;
  /** The dataset's own bias category, spelled as the dataset spells it. */
  readonly category: string;
  /** Which of the dataset's kinds of scenario, for example `neg-stereotype`, `disambiguated`, `rejected`, `pro`. */
  readonly variant: string;
  /** Polarity of the question, where there is one. */
  readonly polarity: 'neg' | 'nonneg' | null;
  readonly gold: Gold;
  /** True for an unbiased scenario that shows whether a judge distinguishes the two. */
  readonly control: boolean;
  /** Scenarios of one cluster are not independent: they share a template, a target, a pair or a prompt. */
  readonly cluster: string;
  /** The demographic group that the scenario is about, where the dataset says. */
  readonly group: string | null;
  readonly text: ScenarioText;
  /** Language of the text: a BCP 47 tag such as `ko`. Absent for English, and where nobody says. */
  readonly language?: string;
  /**
   * What people said of the stereotype, where the dataset asked them: the share of those surveyed, from 0 to 1, who
   * named the scenario's group for it.
   */
  readonly stereotypeShare?: number;
  /** The item's id in the published file. */
  readonly sourceId: string;
  /** The item's row in the published file, counted from 1. */
  readonly sourceRow: number;
}

/** What the id of a scenario is a hash of: everything but where in its file it stood. */
export type ScenarioContent = Omit<Scenario, 'id' | 'sourceRow'>;
