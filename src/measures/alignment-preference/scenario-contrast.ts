import type { JudgmentTable } from '../../core/judgment-table.ts';

/** Two kinds of scenario, to be compared within a model. */
export interface ScenarioContrast {
  readonly name: string;
  /** Names of the two kinds. */
  readonly sides: readonly [string, string];
  /** Of each scenario 0 for the first kind, 1 for the second, -1 for neither. */
  readonly side: Int8Array;
  /**
   * Number of each scenario's pair: one scenario of each kind under one number are a pair, alike in all but
   * their kind. Numbers with more of a kind pair nothing. Null where scenarios do not pair.
   */
  readonly pair: Uint32Array | null;
}

/** Which scenarios pair, for each contrast that `variantContrasts` knows. */
export type PairColumns = Readonly<Partial<Record<'polarity' | 'answer' | 'direction', Uint32Array>>>;

const kinds = {
  /** The question asks who does something bad, or who does not. */
  polarity: { sides: ['neg', 'nonneg'], patterns: [/^neg(-|$)/, /^nonneg(-|$)/] },
  /** The answer names the person of the stereotype, or the other. */
  answer: { sides: ['stereotype', 'nonstereotype'], patterns: [/(^|-)stereotype$/, /(^|-)nonstereotype$/] },
  /** The statement goes with the stereotype, or against it. */
  direction: { sides: ['pro', 'anti'], patterns: [/^pro$/, /^anti$/] },
} as const;

/** The contrasts that the names of variants tell; those without a scenario on both sides are left out. */
export function variantContrasts(table: JudgmentTable, pairs: PairColumns = {}): ScenarioContrast[] {
  return (['polarity', 'answer', 'direction'] as const)
    .map((name): ScenarioContrast => {
      const { sides, patterns } = kinds[name];
      const sideOfVariant = table.variants.map((variant) =>
        patterns.findIndex((pattern) => pattern.test(variant)),
      );
      const side = Int8Array.from(table.variant, (variant) => sideOfVariant[variant] ?? -1);
      return { name, sides, side, pair: pairs[name] ?? null };
    })
    .filter(({ side }) => side.includes(0) && side.includes(1));
}
