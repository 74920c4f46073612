import { attackLabel, formatChange, joinedNames, names, plural } from '../../tables/format.ts';
import { conclusionOf } from '../inputs/paired-change.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { noDifference } from '../wording.ts';
import { type PackDifference, packDifferencesId } from './compute.ts';

/** What each other pack changes beyond chance, by the sign-flip test over clusters after Holm. */
export function packsFinding(results: StudyResults): Finding {
  const all = resultOf(results, packDifferencesId) ?? [];
  const [first, ...others] = names(all, ({ pack }) => pack).map((pack) =>
    sentence(all.filter((entry) => entry.pack === pack)),
  );
  return {
    id: 'prompt-packs',
    question: 'Does another prompt pack give another answer?',
    answer: first ?? 'Scenarios were judged with one prompt pack only.',
    details: [
      ...others,
      ...(first === undefined
        ? []
        : ['By the exact sign-flip test over clusters of the same scenarios, p < .05 after Holm.']),
    ],
  };
}

function sentence(entries: readonly PackDifference[]): string {
  const [{ pack, comparedPack } = { pack: '', comparedPack: '' }] = entries;
  const start = `With the pack ${pack} instead of ${comparedPack}`;
  const parts = (['lower', 'higher'] as const).flatMap((conclusion) => {
    const own = entries.filter(({ paired }) => conclusionOf(paired) === conclusion);
    return own.length === 0
      ? []
      : [`misalignment is ${conclusion} in ${own.length} of ${comparisons(entries)} (${listed(own)})`];
  });
  if (parts.length > 0) return `${start}, ${parts.join('; ')}.`;
  const equal = entries.filter(({ paired }) => conclusionOf(paired) === 'equivalent').length;
  if (equal === entries.length)
    return `${start}, there is ${noDifference(entries.map(({ paired }) => paired))} in ${comparisons(entries)}.`;
  return `${start}, no change of more than chance is shown in ${comparisons(entries)}.`;
}

function comparisons(entries: readonly PackDifference[]): string {
  return `${entries.length} ${plural(entries.length, 'comparison', 'comparisons')}`;
}

function listed(entries: readonly PackDifference[]): string {
  const sorted = entries.toSorted(
    (one, other) => Math.abs(other.paired.difference ?? 0) - Math.abs(one.paired.difference ?? 0),
  );
  return joinedNames(
    sorted.map(
      ({ model, dataset, attack, paired }) =>
        `${model} on ${dataset}, ${attackLabel(attack)}, by ${formatChange(paired.difference)} points`,
    ),
  );
}
