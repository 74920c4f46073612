import { z } from 'zod';
import type { Condition } from '../../core/condition.ts';
import { judgeQuestionOf } from '../../core/judge-question.ts';
import type { Message } from '../../core/model.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { ConditionView } from '../../core/view/scenario-view.ts';
import { attackAbout, withAttack } from '../../prompts/messages.ts';
import { type AttackRole, attackRoles } from '../../prompts/prompt-pack.ts';
import { compileTemplate, renderTemplate } from '../../prompts/template.ts';
import type { ConditionStatus } from '../../store/contract/store.ts';

const texts = z.union([z.string(), z.record(z.string(), z.string())]);
const storedTemplates = z.looseObject({
  system: z.string().nullish(),
  attackRole: z.enum(attackRoles).optional(),
});

/** The templates that a condition keeps, as `promptFingerprint` wrote them; none where answers were imported. */
export function conditionTemplates({
  stage,
  promptTemplates,
}: Pick<Condition, 'stage' | 'promptTemplates'>): Pick<ConditionView, 'system' | 'templates'> & {
  readonly attackRole?: AttackRole;
} {
  const parsed = storedTemplates.safeParse(JSON.parse(promptTemplates));
  if (!parsed.success) return { system: null, templates: {} };
  const found = texts.safeParse(parsed.data[stage]);
  const templates = !found.success
    ? {}
    : typeof found.data === 'string'
      ? { [stage]: found.data }
      : found.data;
  const { system = null, attackRole } = parsed.data;
  return { system, templates, ...(attackRole === undefined ? {} : { attackRole }) };
}

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
      question: condition.stage === 'judge' ? judgeQuestionOf(condition) : null,
      calls: calls.get(condition.number) ?? 0,
      answered,
      labels,
      inputTokens,
      outputTokens,
      failures,
    };
  });
}

/** Prompts as they were sent, each once, rendered from the templates that are stored with a condition. */
export class PromptsAsSent {
  readonly all: (readonly Message[])[] = [];
  readonly #numbers = new Map<string, number>();

  /**
   * The number in `all` of what was sent in the condition about this scenario; null where its prompts are not known.
   * @param more parts beside those of the scenario, for example the explanation.
   */
  numberOf(
    condition: Condition,
    { text, group }: Pick<Scenario, 'text' | 'group'>,
    more: Readonly<Record<string, string>> = {},
  ): number | null {
    const { system, templates, attackRole } = conditionTemplates(condition);
    const template = templates[text.kind];
    if (template === undefined) return null;
    const content = renderTemplate(compileTemplate(template), { ...text, ...more });
    const messages: readonly Message[] = withAttack(attackAbout(system, group), attackRole, content);
    const name = JSON.stringify(messages);
    const number = this.#numbers.get(name) ?? this.all.push(messages) - 1;
    this.#numbers.set(name, number);
    return number;
  }
}
