import type { Scenario } from '../../src/core/scenario.ts';
import type { WantedScenario } from '../../src/core/wanted-scenario.ts';
import type { ForeignExplanation } from '../../src/stages/imports/import-explanations.ts';
import type { ForeignJudgment } from '../../src/stages/imports/import-judgments.ts';

/** A scenario as a file would give it that says all of it but its exported id. */
export function wanted(scenario: Scenario, changes: Partial<WantedScenario> = {}): WantedScenario {
  const { id: _, sourceRow, dataset, gold, control, ...content } = scenario;
  return {
    dataset,
    namesDataset: true,
    givenId: scenario.sourceId,
    gold,
    control,
    content,
    sourceRow,
    where: `made.csv:${sourceRow}`,
    ...changes,
  };
}

/** An explanation as a file would give it. */
export function foreignExplanation(scenario: Scenario, model: string, response: string): ForeignExplanation {
  const { sourceRow: row } = scenario;
  const said = { model, attack: 'none', repeat: null, response, exported: null };
  return { ...said, scenario: wanted(scenario), row, where: `made.csv:${row}` };
}

/** A judgment as a file would give it. */
export function foreignJudgment(
  scenario: WantedScenario,
  model: string,
  response: string,
  row = scenario.sourceRow,
): ForeignJudgment {
  const said = { model, attack: 'none', repeat: null, response, verdict: null };
  return { ...said, scenario, row, where: `made.csv:${row}` };
}
