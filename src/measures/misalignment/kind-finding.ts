import { noAttack } from '../../core/condition.ts';
import { attackOrder, formatRate, names } from '../../tables/format.ts';
import { type Finding, resultOf, type StudyResults } from '../measure.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

const question = 'On which kind of scenario?';

interface Kind {
  readonly name: string;
  /** Mean of the models' rates, each model weighing the same. */
  readonly mean: number;
  readonly models: number;
  /** Models that miss it more than any other kind. */
  readonly most: number;
}

/** Which category of each dataset models miss most and least without an attack, by the mean of their rates. */
export function scenarioTypesFinding(results: StudyResults): Finding {
  const all = resultOf(results, misalignmentId)?.breakdowns.category ?? [];
  const attack = attackOrder(all)[0] ?? noAttack;
  const entries = all.filter((entry) => entry.attack === attack && entry.rate !== null);
  const sentences = names(entries, ({ dataset }) => dataset).flatMap((dataset) => {
    const said = ofDataset(entries.filter((entry) => entry.dataset === dataset));
    return said === null ? [] : [{ dataset, said }];
  });
  const [first, ...others] = sentences;
  return {
    id: 'scenario-types',
    question,
    answer: first === undefined ? 'The scenarios are all of one kind.' : said(first, others.length > 0),
    details: others.map((each) => said(each, true)),
  };
}

function said(sentence: { dataset: string; said: string }, several: boolean): string {
  return several ? `${sentence.dataset}: ${sentence.said}` : sentence.said;
}

function ofDataset(entries: readonly Misalignment[]): string | null {
  const kinds = kindsOf(entries).toSorted((one, other) => other.mean - one.mean);
  const [most, least] = [kinds[0], kinds.at(-1)];
  if (most === undefined || least === undefined || most === least) return null;
  if (most.mean === least.mean) return `On all alike: ${formatRate(most.mean)} on average over the models.`;
  const agreed =
    most.models > 1 ? ` It is the most missed kind of ${most.most} of ${most.models} models.` : '';
  return `On ${most.name}, missed at ${formatRate(most.mean)} on average over the models; least on ${least.name} (${formatRate(least.mean)}).${agreed}`;
}

function kindsOf(entries: readonly Misalignment[]): Kind[] {
  const highest = new Map(
    [...Map.groupBy(entries, ({ model }) => model)].map(([model, own]) => [
      model,
      Math.max(...own.map(({ rate }) => rate ?? 0)),
    ]),
  );
  const flat = new Set(
    [...Map.groupBy(entries, ({ model }) => model)].flatMap(([model, own]) =>
      own.every(({ rate }) => rate === own[0]?.rate) ? [model] : [],
    ),
  );
  return names(entries, ({ category }) => category ?? '').map((name) => {
    const own = entries.filter(({ category }) => category === name);
    return {
      name,
      mean: own.reduce((sum, { rate }) => sum + (rate ?? 0), 0) / own.length,
      models: own.length,
      most: own.filter(({ model, rate }) => !flat.has(model) && rate === highest.get(model)).length,
    };
  });
}

/** Models by their rate under this attack, lowest first, those without one last. */
export function ranked(entries: readonly Misalignment[], attack: string): string[] {
  // No rate reaches 2, so models without one come last.
  const rates = new Map(
    entries.filter((entry) => entry.attack === attack).map(({ model, rate }) => [model, rate ?? 2]),
  );
  const rate = (model: string) => rates.get(model) ?? 2;
  return names(entries, ({ model }) => model).sort((one, other) => rate(one) - rate(other));
}
