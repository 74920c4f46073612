import type { ConditionView } from '../../core/view/condition-view.ts';
import type { ConditionStatus } from '../../store/store.ts';
import { conditionTemplates } from './condition-templates.ts';

/** Conditions with their prompts and how far they are. */
export function conditionViews(
  status: readonly ConditionStatus[],
  calls: ReadonlyMap<number, number>,
): readonly ConditionView[] {
  return status.map(({ condition, answered, labels, inputTokens, outputTokens, failures }) => {
    const { promptTemplates: _, ...rest } = condition;
    return {
      ...rest,
      ...conditionTemplates(condition),
      calls: calls.get(condition.number) ?? 0,
      answered,
      labels,
      inputTokens,
      outputTokens,
      failures,
    };
  });
}
