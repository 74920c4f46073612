import { clusteredDifference, clusteredMean, countedShare, tInterval } from './clustered-share.ts';
import { chiSquareTail } from './distributions.ts';
import type { ExportedStudy, RatingLine } from './exported-study.ts';
import { computedP, holm } from './holm.ts';
import { groups, meanOf, sumOf } from './judgment-lines.ts';
import { dot, solve } from './linear-algebra.ts';
import { equivalence } from './paired-change.ts';
import { raterAgreement } from './rater-agreement.ts';
import { signFlipOfFractions } from './sign-flips.ts';

/** Three points where a study sets no other scale. */
const scale = [1, 2, 3];
const margin = 0.25;

/** What people made of explanations; models in the order of their first rated explanation. */
export function understanding({ ratings }: ExportedStudy, found: readonly { readonly p: number | null }[]) {
  const models = [
    ...new Set(ratings.toSorted((a, b) => a.explanation - b.explanation).map(({ explainer }) => explainer)),
  ];
  const blocks = groups(ratings, ({ scenario }) => [scenario]).map((own) =>
    models.map((model) => {
      const values = own.filter(({ explainer }) => explainer === model).map(({ value }) => value);
      return values.length === 0 ? null : meanOf(values);
    }),
  );
  return {
    scale,
    models: models.map((model) => ofModel(model, ratings)),
    friedman: skillingsMack(blocks),
    pairs: pairsOf(models, blocks, found),
    margin,
    agreement: raterAgreement(ratings, scale),
  };
}

function ofModel(model: string, ratings: readonly RatingLine[]) {
  const own = ratings.filter(({ explainer }) => explainer === model);
  const values = own.map(({ scenario, value }) => ({ cluster: scenario, value }));
  const { mean, clusters: scenarios, ...spread } = clusteredMean(values);
  const { low, high } = tInterval(mean ?? 0, spread, [scale[0] ?? 0, scale.at(-1) ?? 0]);
  const top = values.map(({ cluster, value }) => ({ cluster, value: value === scale.at(-1) ? 1 : 0 }));
  const items = new Set(own.map(({ item }) => item)).size;
  return { model, mean, low, high, top: countedShare(top), items, ratings: own.length, scenarios };
}

type Blocks = readonly (readonly (number | null)[])[];

/**
 * Ranks within blocks, weighted by √(12/(k + 1)), and their covariance where every order of a block is as likely; for
 * blocks that connect all treatments, so that leaving out the last makes the covariance invertible.
 */
function skillingsMack(blocks: Blocks) {
  const size = blocks[0]?.length ?? 0;
  const sums = Array<number>(size).fill(0);
  const covariance = sums.map(() => Array<number>(size).fill(0));
  let used = 0;
  for (const block of blocks) {
    const present = [...block.keys()].filter((treatment) => block[treatment] !== null);
    const values = present.map((treatment) => block[treatment] ?? 0);
    if (new Set(values).size < 2) continue;
    used += 1;
    const k = values.length;
    const weight = Math.sqrt(12 / (k + 1));
    const scores = values.map((value) => weight * (rankOf(value, values) - (k + 1) / 2));
    const variance = sumOf(scores, (score) => score * score) / (k - 1);
    for (const [i, one] of present.entries()) {
      sums[one] = (sums[one] ?? 0) + (scores[i] ?? 0);
      const row = covariance[one] ?? [];
      for (const other of present)
        row[other] = (row[other] ?? 0) + (one === other ? (variance * (k - 1)) / k : -variance / k);
    }
  }
  const degreesOfFreedom = size - 1;
  const left = sums.slice(0, degreesOfFreedom);
  const statistic = dot(
    left,
    solve(
      covariance.slice(0, -1).map((row) => row.slice(0, -1)),
      left,
    ),
  );
  return { statistic, degreesOfFreedom, p: chiSquareTail(statistic, degreesOfFreedom), blocks: used };
}

/** Equal values share the mean of their ranks. */
function rankOf(value: number, values: readonly number[]): number {
  const below = values.filter((other) => other < value).length;
  const equal = values.filter((other) => other === value).length;
  return below + (equal + 1) / 2;
}

function pairsOf(models: readonly string[], blocks: Blocks, found: readonly { readonly p: number | null }[]) {
  const pairs = models.flatMap((one, i) =>
    models.slice(i + 1).flatMap((other, j) => {
      const differences = blocks.flatMap((block) => {
        const [first, second] = [block[i] ?? null, block[i + 1 + j] ?? null];
        return first === null || second === null ? [] : [first - second];
      });
      const values = differences.map((value, scenario) => ({ cluster: String(scenario), value }));
      const { difference, n: scenarios, ...spread } = clusteredDifference(values);
      if (difference === null) return [];
      const { low, high } = tInterval(difference, spread, [-Infinity, Infinity]);
      const p = signFlipOfFractions(differences);
      const equivalenceP = equivalence({ difference, ...spread }, margin)?.p ?? null;
      return [{ models: [one, other], difference, low, high, scenarios, p, equivalenceP }];
    }),
  );
  const adjusted = holm(pairs.map(({ p }, i) => computedP(p, found[i]?.p)));
  const equivalent = holm(pairs.map(({ equivalenceP }) => equivalenceP));
  return pairs.map((pair, i) => ({
    ...pair,
    pHolm: adjusted[i] ?? null,
    equivalencePHolm: equivalent[i] ?? null,
  }));
}
