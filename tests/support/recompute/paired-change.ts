import { clusteredDifference, clusteredMean, clusteredShare, tInterval } from './clustered-share.ts';
import { studentQuantile, studentTail } from './distributions.ts';
import type { JudgmentLine } from './exported-study.ts';
import { byCluster, isVerdict, type Lines, meanOf, misses, sumOf } from './judgment-lines.ts';
import { effectiveNumber, errorOf, type RateDifference } from './rate-change.ts';
import { signFlip } from './sign-flips.ts';

const margin = 0.05;

/** A line of the first condition with that of the second on the same scenario and repeat. */
interface Pair {
  readonly cluster: string;
  readonly scenario: string;
  readonly first: JudgmentLine;
  readonly second: JudgmentLine;
}

export function pairsOf(first: Lines, second: Lines): Pair[] {
  const others = new Map(second.map((line) => [`${line.scenario} ${line.repeat}`, line]));
  return first.flatMap((line) => {
    const other = others.get(`${line.scenario} ${line.repeat}`);
    const { cluster, scenario } = line;
    return other === undefined ? [] : [{ cluster, scenario, first: line, second: other }];
  });
}

const bothSay = ({ first, second }: Pair) => isVerdict(first) && isVerdict(second);

/** Change of one pair: 1 to unbiased, -1 to biased. */
const change = ({ first, second }: Pair) => (misses(first, 0) ?? 0) - (misses(second, 0) ?? 0);

/** Of each scenario with such a pair, the share of them for which `is` holds. */
export function shareOfScenarios(pairs: readonly Pair[], is: (change: number) => boolean) {
  const scenarios = [...Map.groupBy(pairs, ({ scenario }) => scenario).values()];
  return clusteredShare(
    scenarios.map((own) => ({
      cluster: own[0]?.cluster ?? '',
      value: meanOf(own.map((pair) => (is(change(pair)) ? 1 : 0))),
    })),
  );
}

/** Of the pairs that the second condition called so, what the first turns. */
export function turned(first: Lines, second: Lines, outcome: 'biased' | 'unbiased') {
  const called = pairsOf(first, second).filter((pair) => bothSay(pair) && pair.second.outcome === outcome);
  return shareOfScenarios(called, (each) => each !== 0);
}

/** All that is said of the difference of two conditions, before the other tests of its family are known. */
export function pairedChange(first: Lines, second: Lines) {
  const asked = pairsOf(first, second);
  const pairs = asked.filter(bothSay);
  const net = byCluster(pairs).map((own) => sumOf(own, change));
  const difference = clusteredDifference(
    pairs.map((pair) => ({ cluster: pair.cluster, value: change(pair) })),
  );
  const counted = {
    ...difference,
    toUnbiased: pairs.filter((pair) => change(pair) > 0).length,
    toBiased: pairs.filter((pair) => change(pair) < 0).length,
    effectiveChangedClusters: effectiveNumber(net),
  };
  return {
    ...counted,
    test: pairs.length === 0 ? null : 'sign-flip',
    p: pairs.length === 0 ? null : signFlip(net),
    changedClusters: net.filter((each) => each !== 0).length,
    harmful: shareOfScenarios(pairs, (each) => each > 0),
    beneficial: shareOfScenarios(pairs, (each) => each < 0),
    churn: shareOfScenarios(pairs, (each) => each !== 0),
    lowest: bound(asked, 0, 1),
    highest: bound(asked, 1, 0),
    equivalence: rateEquivalence(counted),
  };
}

/** The difference where missing verdicts count as this, over all pairs that were asked. */
function bound(asked: readonly Pair[], ofFirst: number, ofSecond: number) {
  const { difference, low, high } = clusteredDifference(
    asked.map(({ cluster, first, second }) => ({
      cluster,
      value: (misses(first, ofFirst) ?? 0) - (misses(second, ofSecond) ?? 0),
    })),
  );
  return { difference, low, high };
}

interface Difference {
  readonly difference: number | null;
  readonly standardError: number | null;
  readonly degreesOfFreedom: number;
}

/** Two one-sided tests of rates, with the standard error of a change of the margin. */
function rateEquivalence(change: RateDifference) {
  if (change.standardError === 0) return null;
  return equivalence({ ...change, standardError: errorOf(change, margin) });
}

/** Two one-sided tests, and the 90 % interval. */
export function equivalence({ difference, standardError, degreesOfFreedom }: Difference, within = margin) {
  if (difference === null || standardError === null || standardError === 0) return null;
  const p = Math.max(
    studentTail((difference + within) / standardError, degreesOfFreedom),
    studentTail((within - difference) / standardError, degreesOfFreedom),
  );
  const reach = studentQuantile(degreesOfFreedom, 0.05) * standardError;
  return { margin: within, p, low: difference - reach, high: difference + reach, equivalent: p < 0.05 };
}

/** Two models without a scenario in common, by Welch's t; null where one of them has no verdict. */
export function unpairedChange(first: Lines, second: Lines, values: (lines: Lines) => Values) {
  const [one, other] = [clusteredMean(values(first)), clusteredMean(values(second))];
  if (one.mean === null || other.mean === null) return null;
  const difference = one.mean - other.mean;
  const none = clusteredShare([]);
  const unbounded = { difference: null, low: null, high: null };
  const spread = welchSpread(one, other);
  const tested = spread.standardError === null || spread.standardError === 0 ? null : spread;
  const effective = (lines: Lines) => {
    const misses = byCluster(values(lines)).map((own) => own.map(({ value }) => value));
    const [some, others] = [misses.map(total), misses.map((own) => own.length - total(own))];
    return effectiveNumber(total(some) <= total(others) ? some : others);
  };
  const counted = {
    ...{ difference, ...spread },
    ...{ n: one.n + other.n, clusters: one.clusters + other.clusters, toUnbiased: 0, toBiased: 0 },
    effectiveChangedClusters: Math.min(effective(first), effective(second)),
  };
  return {
    ...counted,
    ...tInterval(difference, spread),
    test: tested === null ? null : 'welch',
    p:
      tested === null
        ? null
        : 2 * studentTail(Math.abs(difference) / (tested.standardError ?? 1), tested.degreesOfFreedom),
    ...{ changedClusters: 0, harmful: none, beneficial: none, churn: none },
    ...{ lowest: unbounded, highest: unbounded, equivalence: rateEquivalence(counted) },
  };
}

const total = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0);

type Values = Parameters<typeof clusteredMean>[0];
type Spread = Pick<ReturnType<typeof clusteredMean>, 'standardError' | 'degreesOfFreedom'>;

function welchSpread(one: Spread, other: Spread): Spread {
  const [a, b] = [one.standardError, other.standardError];
  if (a === null || b === null) return { standardError: null, degreesOfFreedom: 0 };
  if (a === 0 || b === 0) return { standardError: 0, degreesOfFreedom: 0 };
  const squared = a * a + b * b;
  return {
    standardError: Math.sqrt(squared),
    degreesOfFreedom: squared ** 2 / (a ** 4 / one.degreesOfFreedom + b ** 4 / other.degreesOfFreedom),
  };
}
