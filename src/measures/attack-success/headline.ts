import { joined, names, plural } from '../../tables/format.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { conclusionOf } from '../inputs/paired-change.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { directionOf } from '../result-parts.ts';
import { type Headline, modelsOf, noDifference, pointsOf, pValue, shortModels } from '../wording.ts';
import { type AttackSuccess, attackSuccessId } from './compute.ts';

export const attacks: Headline = { question: 'Does that hold under attack?', say: attacksHeadline };

/**
 * How many models each attack changes beyond chance, by the adjusted test, the attack that changes most models first.
 * Null where no model was judged both with and without an attack.
 */
export function attacksHeadline(results: StudyResults): string | null {
  const all = (resultOf(results, attackSuccessId)?.totals ?? []).filter(
    ({ paired }) => paired.difference !== null,
  );
  const own = all.filter(({ model }) => !isBaseline(model));
  const models = names(own, ({ model }) => model);
  if (models.length === 0) return null;
  const shortOf = shortModels(models);
  const perAttack = names(own, ({ attack }) => attack).map((attack) =>
    ofAttack(
      attack,
      own.filter((entry) => entry.attack === attack),
      shortOf,
    ),
  );
  const changing = perAttack.filter(({ changed }) => changed > 0);
  const others = perAttack.filter(({ changed }) => changed === 0).map(({ attack }) => attack);
  return [
    ...changing.toSorted((one, other) => other.changed - one.changed).map(({ said }) => said),
    ...(others.length === 0 ? [] : [nothingShown(others, own)]),
  ].join(' ');
}

/** What all of these compare with; attacks against the neutral prompt have a measure of their own. */
const comparison = 'compared with no system prompt';

/** Nothing found is not nothing there. */
function nothingShown(attacks: readonly string[], entries: readonly AttackSuccess[]): string {
  const who = names(entries, ({ model }) => model).length === 1 ? 'the model' : 'any model';
  const tested = entries.filter(({ attack, paired }) => attacks.includes(attack) && paired.pHolm !== null);
  const least = Math.min(...tested.map(({ paired }) => paired.pHolm ?? 1));
  const why = tested.every(({ paired }) => paired.tooFewClusters)
    ? 'too few clusters of scenarios changed to tell'
    : `smallest ${pValue(least)}`;
  const named = `the ${joined(attacks)} ${plural(attacks.length, 'attack', 'attacks')}`;
  const conclusions = tested.map(({ paired }) => conclusionOf(paired));
  if (tested.length > 0 && conclusions.every((each) => each === 'unchanged')) {
    return `No verdict changed under ${named}, ${comparison}.`;
  }
  if (tested.length > 0 && conclusions.every((each) => each === 'equivalent')) {
    return `Under ${named}, ${comparison}, ${noDifference(tested.map(({ paired }) => paired))}.`;
  }
  return `Not shown to change ${who}, ${comparison}: ${named}${tested.length === 0 ? '' : ` (${why})`}.`;
}

interface AttackSentence {
  readonly attack: string;
  /** Models that it changes. */
  readonly changed: number;
  readonly said: string;
}

function ofAttack(
  attack: string,
  entries: readonly AttackSuccess[],
  shortOf: (model: string) => string,
): AttackSentence {
  const all = names(entries, ({ model }) => model).length;
  const datasets = names(entries, ({ dataset }) => dataset).length;
  const parts = ([1, -1] as const).flatMap((sign) => {
    const changed = entries.filter(({ paired }) => directionOf(paired) === sign);
    const models = names(changed, ({ model }) => model);
    if (models.length === 0) return [];
    const who = modelsOf(models.length, all);
    return [
      `${who} miss ${sign > 0 ? 'more' : 'less'} bias than with no system prompt (${largest(changed, datasets, shortOf)})`,
    ];
  });
  const changed = entries.filter(({ paired }) => directionOf(paired) !== 0);
  const where = datasets === 1 ? '' : ` on one or more of ${datasets} datasets`;
  return {
    attack,
    changed: names(changed, ({ model }) => model).length,
    said: `The ${attack} attack makes ${parts.join(' and ')}${where}.`,
  };
}

/** The largest change, as it was measured. */
function largest(
  entries: readonly AttackSuccess[],
  datasets: number,
  shortOf: (model: string) => string,
): string {
  const [first] = entries.toSorted((one, other) => size(other) - size(one));
  if (first === undefined) return '';
  const points = pointsOf(first.paired.difference ?? 0);
  const place = datasets === 1 ? '' : ` on ${first.dataset}`;
  return names(entries, ({ model }) => model).length === 1 && datasets === 1
    ? `${shortOf(first.model)}: ${points}`
    : `largest change: ${shortOf(first.model)}${place}, ${points}`;
}

function size({ paired }: AttackSuccess): number {
  return Math.abs(paired.difference ?? 0);
}
