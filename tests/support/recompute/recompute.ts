import { agreeability } from './agreeability.ts';
import { bbqScore } from './bbq-score.ts';
import { controls } from './controls.ts';
import type { ExportedStudy } from './exported-study.ts';
import { alignmentPreference, kindTests } from './kinds.ts';
import { attackSuccess, misalignment, modelDifferences, packDifferences } from './misalignment.ts';
import { consistency, familyConsistency } from './model-pairs.ts';
import { readability } from './readability.ts';
import { selfPreference } from './self-preference.ts';
import { understanding } from './understanding.ts';

interface Tested {
  readonly p: number | null;
}

/** Of the metrics that are held against the recomputed ones: the p values that the program draws. */
export interface DrawnMetrics {
  readonly kindTests: readonly Tested[];
  readonly alignmentPreference: readonly Tested[];
  readonly understanding: { readonly pairs: readonly Tested[] } | null;
  readonly selfPreference: {
    readonly self: { readonly interaction: Scales | null; readonly interactionOverFamily: Scales | null };
    readonly family: { readonly interaction: Scales | null };
  } | null;
}

type Scales = Readonly<Record<'logistic' | 'linear', Tested>>;

/** The families of the studies' models, by their names. */
export function familyOf(model: string): string {
  return /(qwen|llama|gpt|mistral)/.exec(model)?.[0] ?? model;
}

/**
 * All that `hvsb metrics --json` has, from the exported tables alone. Drawn numbers are ranges; `drawn` gives the p values
 * among them, since the adjusted ones follow from these.
 * @param leftOut tables that are not wanted.
 */
export function recompute(
  study: ExportedStudy,
  vocabulary: Parameters<typeof readability>[1],
  drawn: DrawnMetrics,
  leftOut: readonly string[] = [],
): Record<string, unknown> {
  const effects = {
    self: drawn.selfPreference?.self.interaction,
    selfOverFamily: drawn.selfPreference?.self.interactionOverFamily,
    family: drawn.selfPreference?.family.interaction,
  };
  const tables: Readonly<Record<string, () => unknown>> = {
    misalignment: () => misalignment(study),
    kindTests: () => kindTests(study, drawn.kindTests),
    attackSuccess: () => attackSuccess(study),
    controls: () => controls(study),
    consistency: () => consistency(study),
    modelDifferences: () => modelDifferences(study),
    packDifferences: () => packDifferences(study),
    // Nobody was asked with the neutral prompt, or in another wording than the headline's.
    attackControls: () => [],
    sensitivity: () => [],
    sensitivityOfModels: () => [],
    // Nor about items whose contexts disclose the answer, about twins, or people; nor how likely texts are.
    overAlignment: () => [],
    twins: () => [],
    peopleLabels: () => [],
    peoplePersons: () => [],
    peopleModels: () => [],
    peopleSample: () => null,
    contamination: () => [],
    selfPreference: () => selfPreference(study, familyOf, (effect, scale) => effects[effect]?.[scale].p),
    readability: () => readability(study, vocabulary),
    understanding: () =>
      study.ratings.length === 0 ? null : understanding(study, drawn.understanding?.pairs ?? []),
    familyConsistency: () => familyConsistency(study, familyOf),
    alignmentPreference: () => alignmentPreference(study, drawn.alignmentPreference),
    bbqScore: () => bbqScore(study),
  };
  const wanted = Object.entries(tables).filter(([name]) => !leftOut.includes(name));
  return {
    ...agreeability(study),
    ...Object.fromEntries(wanted.map(([name, table]) => [name, table()])),
  };
}
