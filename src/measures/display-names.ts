import { plainLabel, shortNames } from '../charts/axis.ts';
import { isBaseline } from './inputs/model-family.ts';
import { measureId, resultOf, type StudyResults } from './measure.ts';

/** Display names by the full name of a model (`provider:model`), as a study file's `label` gives them. */
export type ModelLabels = Readonly<Record<string, string>>;

/** How the models of a study are called where people read of them. */
export interface ModelNames {
  /** By full name; every name once. */
  readonly shown: ReadonlyMap<string, string>;
  /** By the name that is shown. */
  readonly full: ReadonlyMap<string, string>;
}

/** Under this key of shown results the full names are, by the name that is shown. No measure has it. */
const namesId = measureId<Readonly<Record<string, string>>>('model-names');
/** The fields of results that hold names of models. */
const nameKeys: ReadonlySet<string> = new Set([
  'model',
  'models',
  'explainer',
  'rater',
  'family',
  'families',
]);

/**
 * A name for each model: its label, or else what is left without provider and organisation, where that is of no other
 * model; else its full name. Baselines keep theirs, which says that they are.
 *
 * @example
 * modelNames(['vllm:org/llama', 'a:gpt', 'b:gpt'], {}).shown; // llama, a:gpt, b:gpt
 * modelNames(['vllm:llama'], { 'vllm:llama': 'Llama 3' }).shown; // Llama 3
 */
export function modelNames(models: Iterable<string>, labels: ModelLabels): ModelNames {
  const all = [...new Set(models)];
  const short = shortNames(all);
  const wanted = all.map((model) => {
    if (isBaseline(model)) return model;
    return plainLabel(labels[model] ?? '') || (short.get(model) ?? model);
  });
  const shown = new Map(
    all.map((model, place) => {
      const name = wanted[place] ?? model;
      const isAlone = wanted.filter((other) => other === name).length === 1;
      return [model, isAlone ? name : plainLabel(model)];
    }),
  );
  return { shown, full: new Map([...shown].map(([model, name]) => [name, model])) };
}

/**
 * The results as they are shown: every model under its short name or its label, so that tables, charts and sentences
 * made from them all call it the same. What is stored and exported has full names.
 *
 * @param labels of models, from the study file.
 * @example
 * studyTables(withModelNames(measureStudy(inputs, { seed: 1 })));
 */
export function withModelNames(results: StudyResults, labels: ModelLabels = {}): StudyResults {
  return named(results, modelNames(modelsIn(results), labels));
}

/** The same with names that are known already. */
export function named(results: StudyResults, { shown, full }: ModelNames): StudyResults {
  const renamed = renamedIn(results, null, shown) as StudyResults;
  return { ...renamed, [namesId]: Object.fromEntries(full) };
}

/** The full name of a model in results that `withModelNames` made, which says its provider, family and size. */
export function fullModelName(results: StudyResults, shown: string): string {
  return resultOf(results, namesId)?.[shown] ?? shown;
}

/** Every model that the results name, in the order in which they come. */
export function modelsIn(results: StudyResults): readonly string[] {
  const found = new Set<string>();
  collect(results, null, found);
  return [...found];
}

function collect(value: unknown, key: string | null, found: Set<string>): void {
  if (typeof value === 'string') {
    if (key !== null && nameKeys.has(key) && !key.startsWith('famil')) found.add(value);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, key, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [inner, each] of Object.entries(value)) collect(each, inner, found);
  }
}

/** Only fields that hold names change: a dataset may be called as a model is. */
function renamedIn(value: unknown, key: string | null, shown: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string')
    return key !== null && nameKeys.has(key) ? (shown.get(value) ?? value) : value;
  if (Array.isArray(value)) return value.map((each) => renamedIn(each, key, shown));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, each]) => [inner, renamedIn(each, inner, shown)]),
  );
}
