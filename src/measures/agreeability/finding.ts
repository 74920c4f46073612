import { formatChange, rateWithInterval, significanceLevel } from '../../tables/format.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { type SelfPreference, selfPreferenceId } from '../self-preference/compute.ts';
import { type Agreeability, agreeabilityId, type ExplainerAgreeability } from './compute.ts';
import { extremes } from './tables.ts';

const question = 'Whose explanations do other models trust?';

/** Whose explanations others agree with most and least, as far as the tests show, and whether models favour their own. */
export function explanationsFinding(results: StudyResults): Finding {
  const agreeability = resultOf(results, agreeabilityId);
  const rated = (agreeability?.explainers ?? [])
    .filter(({ byOthers }) => byOthers.rate !== null)
    .toSorted((one, other) => (other.byOthers.rate ?? 0) - (one.byOthers.rate ?? 0));
  return {
    id: 'explanations',
    question,
    answer:
      agreeability === null || rated.length === 0
        ? 'No model has read another’s explanations.'
        : answer(agreeability, rated),
    details: [...rangeOf(rated), ...ownFavour(resultOf(results, selfPreferenceId))],
  };
}

function answer({ explainerPairs }: Agreeability, rated: readonly ExplainerAgreeability[]): string {
  const [only, second] = rated;
  if (only !== undefined && second === undefined)
    return `Others agree with ${shown(only)} of ${only.explainer}’s; nobody else’s were read.`;
  const { first, last } = extremes(
    rated.map(({ explainer }) => explainer),
    explainerPairs,
  );
  const sentences = [
    ...first.map((model) => `${model}’s: others agree with them more often than with every other model’s.`),
    ...last.map(
      (model) => `${model}’s least: others agree with them less often than with every other model’s.`,
    ),
  ];
  if (sentences.length > 0) return sentences.join(' ');
  const differ = explainerPairs.filter(({ pHolm }) => pHolm !== null && pHolm < significanceLevel).length;
  return differ === 0
    ? 'No difference between models is shown.'
    : `No model is shown to be trusted more or less than all others; ${differ} of ${explainerPairs.length} pairs of models differ.`;
}

function rangeOf(rated: readonly ExplainerAgreeability[]): string[] {
  const [most, least] = [rated[0], rated.at(-1)];
  if (most === undefined || least === undefined || most === least) return [];
  return [
    `From ${shown(most)} (${most.explainer}) to ${shown(least)} (${least.explainer}) of the explanations that others read.`,
  ];
}

function shown({ byOthers }: ExplainerAgreeability): string {
  return rateWithInterval(byOthers.rate, byOthers);
}

function ownFavour(preference: SelfPreference | null): string[] {
  const effect = preference?.self.interaction ?? null;
  if (effect === null) return [];
  const { effect: size, low, high } = effect.logistic;
  const interval = low === null || high === null ? '' : ` [${formatChange(low)} to ${formatChange(high)}]`;
  const points = `${formatChange(size)} points${interval}`;
  if (!effect.stated) return [`That models favour their own is not shown: ${points}.`];
  return size > 0
    ? [`Models favour their own explanations by ${points}, beyond how good and how harsh each is.`]
    : [`Models are harder on their own explanations: ${points}.`];
}
