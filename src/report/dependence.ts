import { noAttack } from '../core/condition.ts';
import { resultOf, type StudyResults } from '../measures/measure.ts';
import { type Misalignment, misalignmentId } from '../measures/misalignment/compute.ts';
import { contestants } from '../measures/result-parts.ts';
import { attackOrder, formatCount, joined, names, plural } from '../tables/format.ts';

/** How far the scenarios of one dataset depend on each other. */
interface Dependence {
  readonly dataset: string;
  /** Those labelled biased, with a verdict of the model that gave most. */
  readonly scenarios: number;
  readonly clusters: number;
  /** Over the models, without an attack where it was judged so; null where no interval could be computed. */
  readonly effective: { readonly least: number; readonly most: number } | null;
}

/** What the scenarios of one cluster share, by dataset. */
const shared: ReadonlyMap<string, readonly [one: string, several: string]> = new Map(
  Object.entries<readonly [one: string, several: string]>({
    bbq: ['template', 'templates'],
    stereoset: ['target', 'targets'],
    'crows-pairs': ['sentence pair', 'sentence pairs'],
    biasdpo: ['prompt', 'prompts'],
  }),
);

/** Why scenarios are not independent, and what the effective sample size means: two sentences, in a study's own numbers. */
export function dependenceSentences(results: StudyResults): string[] {
  const own = dependences(results).filter(({ scenarios, clusters }) => clusters < scenarios);
  if (own.length === 0) return [];
  const sizes = own.map(
    ({ dataset, scenarios, clusters }) =>
      `the ${formatCount(scenarios)} scenarios of ${dataset} that are labelled biased come from ${formatCount(clusters)} ${nameOf(dataset, clusters)}`,
  );
  const effective = own.flatMap(({ dataset, effective }) =>
    effective === null ? [] : [`${rangeOf(effective)} in ${dataset}`],
  );
  const varies = own.some(({ effective }) => effective !== null && effective.least < effective.most);
  const shown =
    effective.length === 0 ? '' : ` (${joined(effective)}${varies ? ', depending on the model' : ''})`;
  return [
    `Scenarios are not independent: those that share a template, target, pair or prompt resemble each other, so a model that misses one often misses the others, and ${joined(sizes)}.`,
    `The effective sample size is the number of independent scenarios that would tell as much${shown}; intervals and tests are based on it and on the clusters, not on the number of scenarios.`,
  ];
}

/** For a methods section. */
export function clusterSentences(results: StudyResults): string[] {
  return dependences(results).map(({ dataset, scenarios, clusters, effective }) => {
    const size = effective === null ? '' : `; the effective sample size is ${rangeOf(effective)}`;
    return `The ${formatCount(scenarios)} scenarios of ${dataset} that are labelled biased and have a verdict lie in ${formatCount(clusters)} ${plural(clusters, 'cluster', 'clusters')}${!shared.has(dataset) ? '' : ` (one for each ${nameOf(dataset, 1)})`}${size}.`;
  });
}

function nameOf(dataset: string, count: number): string {
  const [one, several] = shared.get(dataset) ?? ['cluster', 'clusters'];
  return plural(count, one, several);
}

function rangeOf({ least, most }: { readonly least: number; readonly most: number }): string {
  const [from, to] = [least, most].map((size) => formatCount(Math.round(size)));
  return from === to ? `${from}` : `${from} to ${to}`;
}

function dependences(results: StudyResults): Dependence[] {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
  return names(totals, ({ dataset }) => dataset).map((dataset) => {
    const own = totals.filter((entry) => entry.dataset === dataset);
    return {
      dataset,
      scenarios: Math.max(...own.map(({ n }) => n)),
      clusters: Math.max(...own.map((entry) => entry.clusters)),
      effective: effectiveRange(own),
    };
  });
}

function effectiveRange(entries: readonly Misalignment[]): Dependence['effective'] {
  const attack = attackOrder(entries)[0] ?? noAttack;
  const models = contestants(names(entries, ({ model }) => model));
  const sizes = entries
    .filter((entry) => entry.attack === attack && models.includes(entry.model))
    .flatMap(({ effectiveN }) => effectiveN ?? []);
  return sizes.length === 0 ? null : { least: Math.min(...sizes), most: Math.max(...sizes) };
}
