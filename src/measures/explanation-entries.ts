import { stringify } from 'csv-stringify/sync';
import { type FlatEntry, flatEntry } from '../tables/flat-entry.ts';
import type { ExplanationMetrics, PeoplesUnderstanding } from './compute-metrics.ts';
import type { FamilyConsistency } from './family-consistency/compute.ts';
import type { Metrics } from './metrics.ts';
import type { SelfPreference } from './self-preference/compute.ts';

/** The second half's metrics as lines of the CSV of metrics, a line an entry. */
export function explanationEntries(metrics: ExplanationMetrics): FlatEntry[] {
  const { selfPreference, understanding } = metrics;
  return [
    ...named('agreeability', metrics.agreeability),
    ...named('agreeability_by_explainer', metrics.agreeabilityByExplainer),
    ...named('harshness', metrics.harshness),
    ...(selfPreference === null ? [] : preferenceEntries(selfPreference)),
    ...named('readability', metrics.readability),
    ...(understanding === null ? [] : understandingEntries(understanding)),
    ...metrics.familyConsistency.flatMap(familyEntries),
    ...named(
      'alignment_preference',
      metrics.alignmentPreference.map(({ sides, ...entry }) => ({
        ...entry,
        firstKind: sides[0],
        secondKind: sides[1],
      })),
    ),
    ...named('bbq_score', metrics.bbqScore),
  ];
}

function named(table: string, entries: readonly object[]): FlatEntry[] {
  return entries.map((entry) => ({ table, ...flatEntry(entry) }));
}

function preferenceEntries({ self, family, raters, n, scenarios }: SelfPreference): FlatEntry[] {
  const effects = {
    self_gap: self.gap,
    self_interaction: self.interaction,
    self_interaction_over_family: self.interactionOverFamily,
    family_gap: family.gap,
    family_interaction: family.interaction,
  };
  return [
    ...named(
      'self_preference',
      Object.entries(effects).map(([effect, estimate]) => ({ effect, ...estimate, n, scenarios })),
    ),
    ...named('self_preference_rater', raters),
  ];
}

function understandingEntries(understanding: PeoplesUnderstanding): FlatEntry[] {
  const { models, kruskalWallis, pairs, margin, agreement } = understanding;
  const { fleissKappa, alphaOrdinal, ac2, raw, ratings, raters } = agreement;
  const coefficients = { fleiss_kappa: fleissKappa, alpha_ordinal: alphaOrdinal, ac2, raw };
  return [
    ...named('understanding', models),
    ...named('understanding_test', kruskalWallis === null ? [] : [kruskalWallis]),
    ...named(
      'understanding_pair',
      pairs.map((pair) => ({ ...pair, margin })),
    ),
    ...named(
      'rating_agreement',
      Object.entries(coefficients).map(([coefficient, estimate]) => ({
        coefficient,
        ...estimate,
        ratings,
        raters,
      })),
    ),
  ];
}

function familyEntries({ attack, order, pairs, stability, ...pooled }: FamilyConsistency): FlatEntry[] {
  const familyOf = new Map(order.map(({ model, family }) => [model, family]));
  return [
    ...named('family_consistency', [{ attack, ...pooled }]),
    ...named(
      'family_pair',
      pairs.map((pair) => ({ attack, ...pair })),
    ),
    ...named(
      'repeat_stability',
      stability.map((entry) => ({ attack, ...entry, family: familyOf.get(entry.model) ?? null })),
    ),
  ];
}

const tables = {
  misalignment: 'misalignment',
  attackSuccess: 'attack_success',
  controls: 'controls',
  consistency: 'consistency',
  modelDifferences: 'model_difference',
} as const satisfies Record<keyof Metrics, string>;

/**
 * All metrics as one CSV for other programs: a line an entry, its kind in the column `table`, nested fields as
 * `flip_rate`, numbers in full. A line is empty in the columns of other kinds and where a value is undefined.
 *
 * @param more lines of other kinds, which follow: see `explanationEntries`.
 */
export function metricsCsv(metrics: Metrics, more: readonly FlatEntry[] = []): string {
  const own = (Object.keys(tables) as (keyof Metrics)[]).flatMap((kind) =>
    metrics[kind].map((entry): FlatEntry => ({ table: tables[kind], ...flatEntry(entry) })),
  );
  const rows = [...own, ...more];
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  return stringify(rows, { header: true, columns: columns.size === 0 ? ['table'] : [...columns] });
}
