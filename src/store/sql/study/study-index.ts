import { headlineQuestion, type JudgeQuestion } from '../../../core/judge-question.ts';
import type { StudyIndex } from '../../contract/study.ts';
import { countedConditions, judgedPacks } from '../conditions/counted-conditions.ts';
import { judgmentTableOf } from '../judgments/judgment-table.ts';
import { storeRevision } from '../queries.ts';
import { selectedScenarios } from '../scenarios/selected-scenarios.ts';
import type { Steps } from '../steps.ts';
import { DatasetsByCondition, explanationColumns } from './explanation-columns.ts';

/** Reads the index, all of it at one moment. */
export function* readStudyIndex(
  asked?: string,
  question: JudgeQuestion = headlineQuestion,
  conditions: readonly number[] = [],
): Steps<StudyIndex> {
  const scenarios = yield* selectedScenarios({});
  const { datasets: names } = scenarios;
  const selected = asked === undefined ? {} : { pack: asked };
  const { counted: pack } = yield* judgedPacks(selected, 'newest');
  const { series } = yield* countedConditions(
    { question, conditions, ...(pack !== null && { pack }) },
    scenarios,
  );
  const counted = new DatasetsByCondition();
  for (const { condition, datasets } of series.flatMap(({ parts }) => parts)) {
    counted.add(
      condition.number,
      names.filter((_, dataset) => datasets[dataset] === 1),
    );
  }
  return {
    revision: yield* storeRevision(),
    judgments: yield* judgmentTableOf(scenarios, series),
    pack,
    question,
    scenario: numbersByPosition(scenarios),
    explanations: yield* explanationColumns(scenarios, counted),
    counted: counted.all,
  };
}

function numbersByPosition({
  position,
  scenarioCount,
}: {
  readonly position: Int32Array;
  readonly scenarioCount: number;
}): Uint32Array {
  const numbers = new Uint32Array(scenarioCount);
  for (const [number, at] of position.entries()) if (at >= 0) numbers[at] = number;
  return numbers;
}
