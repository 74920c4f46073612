import { formatChange, rateWithInterval } from '../../tables/format.ts';
import { widerInterval } from '../inputs/cells.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { type SelfPreference, selfPreferenceId } from '../self-preference/compute.ts';
import { agreeabilityId, type ExplainerAgreeability } from './compute.ts';

const question = 'Whose explanations do other models trust?';

/** Whose explanations others agree with most and least, and whether models favour their own. */
export function explanationsFinding(results: StudyResults): Finding {
  const read = (resultOf(results, agreeabilityId)?.explainers ?? [])
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
    details: ownFavour(resultOf(results, selfPreferenceId)),
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

function ownFavour(preference: SelfPreference | null): string[] {
  const { estimate = null, low = null, high = null } = preference?.self.interaction ?? {};
  if (estimate === null || low === null || high === null) return [];
  const points = `${formatChange(estimate)} points [${formatChange(low)} to ${formatChange(high)}]`;
  if (low > 0)
    return [`Models favour their own explanations by ${points}, beyond how good and how harsh each is.`];
  if (high < 0) return [`Models are harder on their own explanations: ${points}.`];
  return [`No sign beyond chance that models favour their own: ${points}.`];
}
