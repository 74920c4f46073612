import { formatChange } from '../../tables/format.ts';
import type { ExplanationMetrics } from '../compute-metrics.ts';
import { type Finding, rateWithInterval, widerInterval } from '../findings.ts';
import type { ExplainerAgreeability } from './compute.ts';

const question = 'Whose explanations do other models trust?';

/** Whose explanations others agree with most and least, and whether models favour their own. */
export function explanationsFinding(
  metrics: Pick<ExplanationMetrics, 'agreeabilityByExplainer' | 'selfPreference'>,
): Finding {
  const read = metrics.agreeabilityByExplainer
    .filter(({ byOthers }) => byOthers.rate !== null)
    .toSorted((one, other) => (other.byOthers.rate ?? 0) - (one.byOthers.rate ?? 0));
  const [most, least] = [read[0], read.at(-1)];
  return {
    id: 'explanations',
    question,
    answer:
      most === undefined || least === undefined
        ? 'No model has read another’s explanations.'
        : answer(most, least),
    details: ownFavour(metrics.selfPreference),
  };
}

function answer(most: ExplainerAgreeability, least: ExplainerAgreeability): string {
  if (most === least)
    return `Others agree with ${shown(most)} of ${most.explainer}’s; nobody else’s were read.`;
  if (most.byOthers.rate === least.byOthers.rate)
    return `All models’ alike: others agree with ${shown(most)}.`;
  const [low, high] = [widerInterval(most.byOthers).low, widerInterval(least.byOthers).high];
  const clear = low !== null && high !== null && high < low;
  return `${most.explainer}’s most: others agree with ${shown(most)} of them. ${least.explainer}’s least: ${shown(least)}. ${
    clear
      ? 'That is more than noise: their intervals do not touch.'
      : 'That may be noise: their intervals overlap.'
  }`;
}

function shown({ byOthers }: ExplainerAgreeability): string {
  return rateWithInterval(byOthers.rate, widerInterval(byOthers));
}

function ownFavour(preference: ExplanationMetrics['selfPreference']): string[] {
  const { estimate = null, low = null, high = null } = preference?.self.interaction ?? {};
  if (estimate === null || low === null || high === null) return [];
  const points = `${formatChange(estimate)} points [${formatChange(low)} to ${formatChange(high)}]`;
  if (low > 0)
    return [`Models favour their own explanations by ${points}, beyond how good and how harsh each is.`];
  if (high < 0) return [`Models are harder on their own explanations: ${points}.`];
  return [`No sign beyond chance that models favour their own: ${points}.`];
}
