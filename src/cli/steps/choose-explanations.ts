import { closest } from 'fastest-levenshtein';
import { noAttack } from '../../core/condition.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { ExplanationFilter } from '../../store/explanation-store.ts';
import type { Store } from '../../store/store.ts';
import { describeFilter } from '../describe-filter.ts';
import { checkScenarioNames } from './check-scenario-names.ts';

/**
 * Checks that there is something to read before calls are paid for.
 * @throws UsageError when a name is not in the store, or no explanation with a text matches.
 */
export async function chooseExplanations(store: Store, filter: ExplanationFilter): Promise<void> {
  await checkScenarioNames(store, filter);
  const conditions = (await store.conditions()).filter(({ stage }) => stage === 'explain');
  const known = [...new Set(conditions.map(({ model }) => model))];
  for (const explainer of filter.explainers ?? []) {
    if (!known.includes(explainer)) throw unknownExplainer(explainer, known);
  }
  if ((await store.countExplanations(filter)) > 0) return;
  const { attack: _, ...rest } = filter;
  const asked = describeFilter(rest);
  const attacks = [...new Set(conditions.map(({ attack }) => attack))];
  throw new UsageError(`no explanation under "${filter.attack ?? noAttack}" matches`, {
    where: store.location,
    expected:
      known.length === 0
        ? 'explanations; there is none yet'
        : `explanations by ${known.join(', ')}, under ${attacks.join(', ')}`,
    ...(asked === '' ? {} : { found: asked }),
    advice:
      'Have some written ("hvsb explain ..."), import some ("hvsb import explanations"), or ask for less.',
  });
}

function unknownExplainer(name: string, known: readonly string[]): UsageError {
  return new UsageError(`"${name}" has explained nothing in the results file`, {
    expected: known.length === 0 ? 'a model that has; there is none yet' : known.join(', '),
    advice:
      known.length === 0
        ? `Have it explain with "hvsb explain --model ${name}".`
        : `Did you mean "${closest(name, known)}"?`,
  });
}
