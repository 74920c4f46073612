import type { Condition } from '../../../core/condition.ts';
import type { ScenarioDetail } from '../../../core/view/scenario-view.ts';
import type { ScenarioRecord, StudyIndex } from '../../../store/contract/study.ts';
import { withoutSelfNaming } from '../../../verdicts/explanation/without-self-naming.ts';
import { PromptsAsSent } from '../conditions.ts';

/** A scenario with all answers about it, what was asked, and what of it counts. */
export function scenarioDetail(
  record: ScenarioRecord,
  { counted }: Pick<StudyIndex, 'counted'>,
): ScenarioDetail {
  const { scenario, active, madeFrom, failures } = record;
  const { dataset } = scenario;
  const prompts = new PromptsAsSent();
  const conditions = new Map(record.conditions.map((condition) => [condition.number, condition]));
  const counts = (condition: number) => active && counted.get(condition)?.has(dataset) === true;
  const promptOf = (condition: number, more?: Readonly<Record<string, string>>) =>
    prompts.numberOf(known(conditions, condition), scenario, more);
  return {
    scenario,
    active,
    madeFrom,
    judgments: record.judgments.map((judgment) => ({
      ...judgment,
      counted: counts(judgment.condition),
      prompt: promptOf(judgment.condition),
    })),
    explanations: record.explanations.map((explanation) => {
      // What names its author was taken out before it was sent to be read.
      const blind = { explanation: withoutSelfNaming(explanation.text ?? '') };
      return {
        ...explanation,
        counted: counts(explanation.condition),
        prompt: promptOf(explanation.condition),
        agreements: explanation.agreements.map((agreement) => ({
          ...agreement,
          counted: counts(agreement.condition) && counts(explanation.condition),
          prompt: promptOf(agreement.condition, blind),
        })),
      };
    }),
    failures,
    // Filled by the above.
    prompts: prompts.all,
  };
}

function known(conditions: ReadonlyMap<number, Condition>, number: number): Condition {
  const condition = conditions.get(number);
  if (condition === undefined) throw new Error(`condition ${number} is not stored`);
  return condition;
}
