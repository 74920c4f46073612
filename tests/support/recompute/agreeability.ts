import { clusteredDifference, clusteredShare } from './clustered-share.ts';
import type { AgreementLine, ExportedStudy } from './exported-study.ts';
import { holm } from './holm.ts';
import { byCluster, sumOf } from './judgment-lines.ts';
import { signFlip } from './sign-flips.ts';

const outcomes = ['agree', 'disagree', 'refused', 'filtered', 'unparsed', 'error'];

export const isRead = ({ outcome }: AgreementLine) => outcome === 'agree' || outcome === 'disagree';

/** Raters as they come; explainers in that order, then those that read nothing. */
export function readersOf(agreements: readonly AgreementLine[]) {
  const raters = [...new Set(agreements.map(({ rater }) => rater))];
  const explainers = new Set(agreements.map(({ explainer }) => explainer));
  return {
    raters,
    explainers: [...new Set([...raters.filter((model) => explainers.has(model)), ...explainers])],
  };
}

/** Rates by pair, explainer and rater, and every two of them over what they share. */
export function agreeability({ agreements }: ExportedStudy) {
  const { explainers, raters } = readersOf(agreements);
  const by = (is: (line: AgreementLine) => boolean) => agreements.filter(is);
  const others = (line: AgreementLine) => line.explainer !== line.rater;
  return {
    agreeability: explainers.flatMap((explainer) =>
      raters.flatMap((rater) => {
        const own = by((line) => line.explainer === explainer && line.rater === rater);
        return own.length === 0 ? [] : [{ explainer, rater, ...rateOf(own, 'agree') }];
      }),
    ),
    agreeabilityByExplainer: explainers.map((explainer) => {
      const own = by((line) => line.explainer === explainer);
      return { explainer, all: rateOf(own, 'agree'), byOthers: rateOf(own.filter(others), 'agree') };
    }),
    harshness: raters.map((rater) => {
      const own = by((line) => line.rater === rater);
      return { rater, all: rateOf(own, 'disagree'), towardsOthers: rateOf(own.filter(others), 'disagree') };
    }),
    agreeabilityPairs: pairsOf(agreements, explainers, 'explainer', 'agree'),
    harshnessPairs: pairsOf(agreements, raters, 'rater', 'disagree'),
  };
}

function rateOf(lines: readonly AgreementLine[], counted: string) {
  const values = lines.filter(isRead).map(({ cluster, dataset, outcome }) => ({
    ...{ cluster, stratum: dataset },
    value: outcome === counted ? 1 : 0,
  }));
  return {
    ...clusteredShare(values),
    outcomes: Object.fromEntries(
      outcomes.map((name) => [name, lines.filter(({ outcome }) => outcome === name).length]),
    ),
  };
}

/** Two models where scenario, the other model and the repeat are the same, the other being neither of them. */
function pairsOf(
  agreements: readonly AgreementLine[],
  models: readonly string[],
  side: 'explainer' | 'rater',
  counted: string,
) {
  const otherSide = side === 'explainer' ? 'rater' : 'explainer';
  const places = (model: string, apart: readonly string[]) =>
    new Map(
      agreements
        .filter((line) => isRead(line) && line[side] === model && !apart.includes(line[otherSide]))
        .map((line) => [`${line.scenario} ${line[otherSide]} ${line.repeat}`, line]),
    );
  const pairs = models.flatMap((one, i) =>
    models.slice(i + 1).map((other) => {
      const second = places(other, [one, other]);
      const values = [...places(one, [one, other])].flatMap(([place, line]) => {
        const paired = second.get(place);
        if (paired === undefined) return [];
        const value = (line.outcome === counted ? 1 : 0) - (paired.outcome === counted ? 1 : 0);
        return [{ cluster: line.cluster, stratum: line.dataset, value }];
      });
      const { difference, low, high, n, clusters } = clusteredDifference(values);
      const net = byCluster(values).map((own) => sumOf(own, ({ value }) => value));
      return { models: [one, other], difference, low, high, n, clusters, p: n === 0 ? null : signFlip(net) };
    }),
  );
  const adjusted = holm(pairs.map(({ p }) => p));
  return pairs.map((pair, i) => ({ ...pair, pHolm: adjusted[i] ?? null }));
}
