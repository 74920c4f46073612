import type { Gold, ScenarioText } from '../core/scenario.ts';

/** The scenarios whose answers a report shows, and what it leaves out. */
export interface ShownScenarios {
  readonly scenarios: readonly ShownScenario[];
  /** Of the selection; the shown ones are among them. */
  readonly total: number;
  /** Answers that are cut short. */
  readonly cut: number;
}

export interface ShownScenario {
  readonly id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: Gold;
  readonly text: ScenarioText;
  readonly answers: readonly ShownAnswer[];
  readonly explanations: readonly { readonly model: string; readonly text: string }[];
}

export interface ShownAnswer {
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly outcome: string;
  /** As the model said it, perhaps cut. */
  readonly text: string;
}
