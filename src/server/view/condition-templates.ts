import { z } from 'zod';
import type { Condition } from '../../core/condition.ts';
import type { ConditionView } from '../../core/view/condition-view.ts';

const texts = z.union([z.string(), z.record(z.string(), z.string())]);
const kept = z.looseObject({ system: z.string().nullish() });

/** The templates that a condition keeps, as `promptFingerprint` wrote them; none where answers were imported. */
export function conditionTemplates({
  stage,
  promptTemplates,
}: Pick<Condition, 'stage' | 'promptTemplates'>): Pick<ConditionView, 'system' | 'templates'> {
  const parsed = kept.safeParse(JSON.parse(promptTemplates));
  if (!parsed.success) return { system: null, templates: {} };
  const found = texts.safeParse(parsed.data[stage]);
  const templates = !found.success
    ? {}
    : typeof found.data === 'string'
      ? { [stage]: found.data }
      : found.data;
  return { system: parsed.data.system ?? null, templates };
}
