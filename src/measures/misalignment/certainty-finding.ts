import { noAttack } from '../../core/condition.ts';
import {
  attackOrder,
  formatCount,
  formatRate,
  joined,
  joinedNames,
  names,
  plural,
} from '../../tables/format.ts';
import { attackSuccessId } from '../attack-success/compute.ts';
import { type Controls, controlsId } from '../controls/compute.ts';
import { blindJudges } from '../controls/tables.ts';
import type { PairedChange } from '../inputs/paired-change.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { modelDifferencesId } from '../model-differences/compute.ts';
import { detectedPoints } from '../wording.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

const question = 'How sure are we?';
/** How much the rates rest on, what they leave out, and which judges see no difference between biased and unbiased. */
export function certaintyFinding(results: StudyResults): Finding {
  const all = resultOf(results, misalignmentId)?.totals ?? [];
  const totals = all.filter(({ baseline }) => !baseline);
  const controls = resultOf(results, controlsId) ?? [];
  const attack = attackOrder(totals)[0] ?? noAttack;
  if (totals.length === 0) {
    const answer =
      all.length === 0
        ? 'Nothing has been judged yet.'
        : 'Only baselines have judged, which are reference lines and not models.';
    return { id: 'certainty', question, answer, details: [] };
  }
  return {
    id: 'certainty',
    question,
    answer: [...restsOn(totals), leftOut(totals), ...detectable(results)].join(' '),
    details: [
      ...blindJudges(controls, attack),
      ...uncontrolled(totals, controls, joinedNames),
      ...pending(totals),
    ],
  };
}

/** How much each rate rests on; nothing where no answer has a verdict. */
function restsOn(totals: readonly Misalignment[]): string[] {
  const scenarios = totals.map(({ n }) => n);
  if (Math.max(...scenarios) === 0) return [];
  const clusters = totals.map((total) => total.clusters);
  return [`Each rate is of ${span(scenarios, 'scenario')} in ${span(clusters, 'cluster')}.`];
}

function span(counts: readonly number[], noun: string): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const named = plural(most, noun, `${noun}s`);
  return `${least === most ? '' : `${formatCount(least)} to `}${formatCount(most)} ${named}`;
}

/** The smallest differences that the study would find, by dataset. */
function detectable(results: StudyResults): string[] {
  const models = resultOf(results, modelDifferencesId) ?? [];
  const attacks = (resultOf(results, attackSuccessId)?.totals ?? []).map(({ dataset, paired }) => ({
    dataset,
    ...paired,
  }));
  return names([...models, ...attacks], ({ dataset }) => dataset).flatMap((dataset) => {
    const families = [
      { what: 'between models', family: familyOf(models, dataset) },
      { what: 'under attacks', family: familyOf(attacks, dataset) },
    ];
    const detected = families.flatMap(({ what, family }) =>
      family?.smallestDetectable ? [`${what} of ${detectedPoints(family.smallestDetectable)}`] : [],
    );
    const none = families.filter(({ family }) => family?.smallestDetectable === null).map(({ what }) => what);
    return [
      ...(detected.length === 0
        ? []
        : [`On ${dataset} this study detects, with 80% power, differences ${joined(detected)}.`]),
      ...(none.length === 0
        ? []
        : [`On ${dataset} too few clusters were judged to detect any difference ${none.join(' or ')}.`]),
    ];
  });
}

function familyOf(changes: readonly (PairedChange & { readonly dataset: string })[], dataset: string) {
  return changes.find((change) => change.dataset === dataset && change.family !== null)?.family ?? null;
}

function leftOut(totals: readonly Misalignment[]): string {
  const without = totals
    .filter((entry) => answered(entry) > 0)
    .map((entry) => ({ entry, count: answered(entry) - entry.outcomes.biased - entry.outcomes.unbiased }));
  const count = without.reduce((sum, each) => sum + each.count, 0);
  if (count === 0) return 'Every answer had a verdict in it.';
  const asked = totals.reduce((sum, entry) => sum + answered(entry), 0);
  const worst = without.toSorted(
    (one, other) => other.count / answered(other.entry) - one.count / answered(one.entry),
  )[0];
  const named =
    worst === undefined
      ? ''
      : ` Most in ${worst.entry.model} on ${worst.entry.dataset} (${worst.entry.attack}): ${formatRate(worst.count / answered(worst.entry))}.`;
  return `${formatCount(count)} of ${formatCount(asked)} answers were refused, filtered or unreadable and are left out.${named}`;
}

/** Errors are no answers. */
function answered({ outcomes }: Misalignment): number {
  return outcomes.biased + outcomes.unbiased + outcomes.refused + outcomes.filtered + outcomes.unparsed;
}

function uncontrolled(
  totals: readonly Misalignment[],
  controls: readonly Controls[],
  list: (names: readonly string[]) => string,
): string[] {
  const controlled = new Set(controls.map(({ dataset }) => dataset));
  const without = names(totals, ({ dataset }) => dataset).filter((dataset) => !controlled.has(dataset));
  return without.length === 0
    ? []
    : [
        `${list(without)} ${plural(without.length, 'has', 'have')} no unbiased scenarios: a judge that calls everything biased looks perfect there.`,
      ];
}

function pending(totals: readonly Misalignment[]): string[] {
  const count = totals.reduce((sum, { outcomes }) => sum + outcomes.error, 0);
  return count === 0
    ? []
    : [
        `Partial: ${formatCount(count)} ${plural(count, 'question', 'questions')} failed and ${plural(count, 'has', 'have')} no answer yet.`,
      ];
}

/** What limits how far the rates can be trusted: judges that see no difference, missing controls, lost answers. */
export function misalignmentCautions(results: StudyResults): string[] {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
  const controls = resultOf(results, controlsId) ?? [];
  return [
    ...blindJudges(controls, noAttack),
    ...uncontrolled(totals, controls, joined),
    ...withoutVerdict(totals),
  ];
}

/** Where answers have no verdict, by reason; that there are none is said elsewhere. */
function withoutVerdict(totals: readonly Misalignment[]): string[] {
  const count = (of: 'refused' | 'filtered' | 'unparsed') =>
    totals.reduce((sum, { outcomes }) => sum + outcomes[of], 0);
  const [refused, filtered, unparsed] = [count('refused'), count('filtered'), count('unparsed')];
  if (refused + filtered + unparsed === 0) return [];
  return [
    `Without a verdict: ${formatCount(refused)} answers refused, ${formatCount(filtered)} filtered by the provider, ${formatCount(unparsed)} unreadable; the table “Without a verdict” bounds what they could change.`,
  ];
}
