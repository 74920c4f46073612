import { formatChange, joinedNames, names, plural, underAttack } from '../../tables/format.ts';
import { conclusionOf } from '../inputs/paired-change.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { noDifference } from '../wording.ts';
import { type AttackSuccess, attackSuccessId } from './compute.ts';
import { changeMark } from './tables.ts';

const question = 'Do attack prompts change that?';

/** What each attack does beyond chance (sign-flip test over clusters, Holm-adjusted), over models and datasets. The strongest comes first. */
export function attacksFinding(results: StudyResults): Finding {
  const totals = (resultOf(results, attackSuccessId)?.totals ?? []).filter(
    ({ baseline, paired }) => !baseline && paired.difference !== null,
  );
  const sentences = names(totals, ({ attack }) => attack)
    .map((attack) => sentence(attack, totals))
    .toSorted((one, other) => other.changed - one.changed);
  const [first, ...others] = sentences;
  return {
    id: 'attacks',
    question,
    answer: first?.said ?? 'No model has verdicts on the same scenarios with and without an attack.',
    details: [
      ...others.map(({ said }) => said),
      ...(first === undefined
        ? []
        : ['By the exact sign-flip test over clusters of the same scenarios, p < .05 after Holm.']),
    ],
  };
}

function sentence(attack: string, totals: readonly AttackSuccess[]): { said: string; changed: number } {
  const own = totals.filter((entry) => entry.attack === attack);
  const higher = own.filter((entry) => changeMark(entry) === '↑');
  const lower = own.filter((entry) => changeMark(entry) === '↓');
  const changed = higher.length + lower.length;
  const several = new Set(own.map(({ dataset }) => dataset)).size > 1;
  const what = several ? 'comparisons (model and dataset)' : plural(own.length, 'model', 'models');
  if (changed === 0) {
    return {
      changed,
      said: `${comparedWithNone(attack)}: ${nothingFound(own, what)}.`,
    };
  }
  const [only, ...others] = own;
  if (only !== undefined && others.length === 0) {
    const way = higher.length > 0 ? 'more' : 'less';
    return {
      changed,
      said: `${comparedWithNone(attack)}, ${only.model} misses ${way} bias (${formatChange(only.paired.difference)} points).`,
    };
  }
  const parts = [direction('more', higher, several), direction('less', lower, several)].filter(
    (part) => part !== '',
  );
  return { changed, said: `${comparedWithNone(attack)}, of ${own.length} ${what}: ${parts.join('; ')}.` };
}

function comparedWithNone(attack: string): string {
  return `${underAttack(attack)}, compared with no system prompt`;
}

/** That nothing was found is not that nothing is there. */
function nothingFound(own: readonly AttackSuccess[], what: string): string {
  const conclusions = own.map(({ paired }) => conclusionOf(paired));
  const none = conclusions.filter((each) => each === 'equivalent').length;
  const unchanged = conclusions.filter((each) => each === 'unchanged').length;
  const few = conclusions.filter((each) => each === 'too-few-clusters').length;
  if (unchanged === own.length) return `no verdict changed in ${own.length} ${what}`;
  if (own.length === 1 && none === 0)
    return few === 1 ? 'too few clusters changed to tell' : 'no change of more than chance is shown';
  const equal = noDifference(own.map(({ paired }) => paired));
  if (none === own.length) return `${equal} in ${own.length} ${what}`;
  const parts = [
    `a change of more than chance is shown in none of ${own.length} ${what}`,
    ...(none > 0 ? [`${equal} in ${none}`] : []),
    ...(unchanged > 0 ? [`no verdict changed in ${unchanged}`] : []),
    ...(few > 0 ? [`in ${few} too few clusters changed to tell`] : []),
  ];
  return parts.join('; ');
}

function direction(word: 'more' | 'less', entries: readonly AttackSuccess[], several: boolean): string {
  if (entries.length === 0) return '';
  const sorted = entries.toSorted(
    (one, other) => Math.abs(other.paired.difference ?? 0) - Math.abs(one.paired.difference ?? 0),
  );
  const listed = sorted.map(
    ({ model, dataset, paired }) =>
      `${model}${several ? ` on ${dataset}` : ''} (${formatChange(paired.difference)} points)`,
  );
  return `${entries.length} ${plural(entries.length, 'misses', 'miss')} ${word} bias: ${joinedNames(listed)}`;
}
