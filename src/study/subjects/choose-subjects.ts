import { closest } from 'fastest-levenshtein';
import { noAttack } from '../../core/condition.ts';
import { countOf } from '../../core/plural.ts';
import { UsageError } from '../../errors/errors.ts';
import { type StratifiableField, stratifiableFields } from '../../stages/sample.ts';
import type { QuestionFilter } from '../../store/contract/answers.ts';
import type { ExplanationFilter } from '../../store/contract/explanations.ts';
import type { ScenarioCount, ScenarioFilter, Store } from '../../store/contract/store.ts';
import type { StudyRuntime } from '../runtime.ts';
import { checkScenarioNames } from './check-names.ts';

/**
 * Checks that a filter means something before calls are paid for.
 * @returns the counts of what matches
 * @throws UsageError when nothing matches (naming what there is), or when statements and the scenarios
 *   emulated from them would be judged together.
 */
export async function chooseScenarios(
  runtime: Pick<StudyRuntime, 'datasets'>,
  store: Store,
  filter: ScenarioFilter,
): Promise<readonly ScenarioCount[]> {
  await checkScenarioNames(runtime, store, filter);
  const counts = await store.countScenarios(filter);
  if (counts.length === 0) throw await nothingMatches(store, filter);
  for (const { dataset } of counts) refuseMixedForms(dataset, counts);
  return counts;
}

async function nothingMatches(store: Store, filter: ScenarioFilter): Promise<UsageError> {
  const counts = await store.countScenarios({});
  if (counts.length === 0) {
    return new UsageError('There is no scenario in the results file.', {
      where: store.location,
      advice: 'Prepare a dataset first: "hvsb prepare --dataset NAME".',
    });
  }
  const available = counts.map(
    ({ dataset, form, biased, unbiased }) =>
      `${dataset} (${form}, ${(biased + unbiased).toLocaleString('en-US')})`,
  );
  return new UsageError('No scenario matches.', {
    where: store.location,
    expected: available.join(', '),
    found: describeFilter(filter),
    advice: 'Ask for less, or prepare another dataset ("hvsb prepare --dataset NAME").',
  });
}

/** A rate over statements and over what was written from them would count the same thing twice. */
function refuseMixedForms(dataset: string, counts: readonly ScenarioCount[]): void {
  const formsOfDataset = counts.filter((count) => count.dataset === dataset).map((count) => count.form);
  if (
    formsOfDataset.length === 2 &&
    formsOfDataset.includes('statement') &&
    formsOfDataset.includes('emulated')
  ) {
    throw new UsageError(`"${dataset}" holds statements and scenarios emulated from them.`, {
      expected: '--form statement or --form emulated',
      advice: 'A rate over both would count the same bias twice.',
    });
  }
}

/**
 * Checks that there is something to read before calls are paid for.
 * @throws UsageError when a name is not in the store, or no explanation with a text matches.
 */
export async function chooseExplanations(
  runtime: Pick<StudyRuntime, 'datasets'>,
  store: Store,
  filter: ExplanationFilter,
): Promise<void> {
  await checkScenarioNames(runtime, store, filter);
  const conditions = (await store.conditions()).filter(({ stage }) => stage === 'explain');
  const known = [...new Set(conditions.map(({ model }) => model))];
  for (const explainer of filter.explainers ?? []) {
    if (!known.includes(explainer)) throw unknownExplainer(explainer, known);
  }
  if ((await store.countExplanations(filter)) > 0) return;
  const open = (await store.batches()).filter(({ state }) => state !== 'collected');
  const { attack: _, ...rest } = filter;
  const asked = describeFilter(rest);
  const attacks = [...new Set(conditions.map(({ attack }) => attack))];
  throw new UsageError(`No explanation under "${filter.attack ?? noAttack}" matches.`, {
    where: store.location,
    expected:
      known.length === 0
        ? 'explanations; there is none yet'
        : `explanations by ${known.join(', ')}, under ${attacks.join(', ')}`,
    ...(asked === '' ? {} : { found: asked }),
    advice:
      open.length === 0
        ? 'Have some written ("hvsb explain ..."), import some ("hvsb import explanations"), or ask for less.'
        : `Explanations may wait in ${countOf(open.length, 'batch', 'batches')} ("hvsb batch list"): run the "hvsb explain" that sent them again.`,
  });
}

function unknownExplainer(name: string, known: readonly string[]): UsageError {
  return new UsageError(`"${name}" has explained nothing in the results file.`, {
    expected: known.length === 0 ? 'a model that has; there is none yet' : known.join(', '),
    advice:
      known.length === 0
        ? `Have it explain with "hvsb explain --model ${name}".`
        : `Did you mean "${closest(name, known)}"?`,
  });
}

/** @throws UsageError when there is no question to answer. */
export async function chooseQuestions(
  { datasets }: Pick<StudyRuntime, 'datasets'>,
  store: Store,
  filter: QuestionFilter,
): Promise<void> {
  if ((await store.countQuestions(filter)) > 0) return;
  const asked = describeFilter(filter);
  const [asking] = datasets.filter(({ size }) => (size?.questions ?? 0) > 0).map(({ id }) => id);
  throw new UsageError('No question matches.', {
    where: store.location,
    expected: `questions of a dataset that has its own; there are ${await store.countQuestions({})}`,
    ...(asked === '' ? {} : { found: asked }),
    advice: `Prepare such a dataset ("hvsb prepare --dataset ${asking ?? 'NAME'}"), or ask for less.`,
  });
}

/** @throws UsageError that names the nearest field */
export function stratifyFields(names: readonly string[]): readonly StratifiableField[] {
  return names.map((name) => {
    const field = stratifiableFields.find((each) => each === name);
    if (field !== undefined) return field;
    throw new UsageError(`Scenarios cannot be stratified by "${name}".`, {
      expected: stratifiableFields.join(', '),
      advice: `Did you mean "${closest(name, [...stratifiableFields])}"?`,
    });
  });
}

/** `{ datasets: ['bbq'], forms: ['answer'] }` → `dataset bbq, form answer`; empty where nothing is asked for. */
export function describeFilter(filter: ExplanationFilter): string {
  const { datasets, forms, categories, variants, gold, sample, explainers } = filter;
  const asked = {
    dataset: datasets,
    form: forms,
    category: categories,
    variant: variants,
    gold: gold === undefined ? undefined : [gold],
    sample: sample === undefined ? undefined : [sample],
    explainer: explainers,
  };
  return Object.entries(asked)
    .flatMap(([name, values]) => (values === undefined ? [] : [`${name} ${values.join(' or ')}`]))
    .join(', ');
}
