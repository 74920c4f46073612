import { scenarioId } from './hashes.ts';
import type { Gold, Scenario, ScenarioContent } from './scenario.ts';

/**
 * A scenario as a file from elsewhere gives it: what it may be found by in a store, and what it would be stored as where
 * it is not there yet. No file name and no row number is in it, apart from where it stands.
 */
export interface WantedScenario {
  /** Name that a new scenario is stored under. */
  readonly dataset: string;
  /** Whether the file or the user named the dataset; else the scenario may be one of any. */
  readonly namesDataset: boolean;
  /** The id that the row gives, as it is written: of an export, or the item's own within its dataset. */
  readonly givenId: string | null;
  /** Null where the row says none: then the scenario has to be stored already. */
  readonly gold: Gold | null;
  readonly control: boolean | null;
  /** What else the row says; null where it gives an id and no text. */
  readonly content: Omit<ScenarioContent, 'dataset' | 'gold' | 'control'> | null;
  /** Whether the text was found out and not named by the file: a stored scenario with the id that the row gives counts more. */
  readonly isTextAssumed?: boolean;
  /** Line or row, counted from 1; for an exported scenario, that of its published file. */
  readonly sourceRow: number;
  /** File and line, for errors. */
  readonly where: string;
}

/**
 * What a wanted scenario would be stored as; null where it has no text or no gold label.
 * @example
 * const scenario = scenarioFromWanted(wanted);
 * if (scenario !== null) await store.commit({ scenarios: [scenario] });
 */
export function scenarioFromWanted({
  dataset,
  gold,
  control,
  content,
  sourceRow,
}: WantedScenario): Scenario | null {
  if (content === null || gold === null) return null;
  const whole = { ...content, dataset, gold, control: control ?? gold === 'unbiased' };
  return { ...whole, id: scenarioId(whole), sourceRow };
}
