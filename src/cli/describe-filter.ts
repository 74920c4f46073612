import type { ExplanationFilter } from '../store/explanation-store.ts';

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
