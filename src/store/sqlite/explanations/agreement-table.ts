import { type AgreementTable, agreementCodes } from '../../../core/tables.ts';
import type { AgreementSelection } from '../../contract/explanations.ts';
import type { SqliteConnection } from '../connection.ts';
import { agreementLabels, labelledRepeats, scanFailures, scanLabels } from '../labels/label-tables.ts';
import {
  type CountedRater,
  countedAgreements,
  type SelectedExplanations,
  selectedExplanations,
} from './counted-explanations.ts';

/** See `ExplanationStore.agreementTable`. Reads no text. */
export function readAgreementTable(
  connection: SqliteConnection,
  selection: AgreementSelection,
): AgreementTable {
  return connection.reading(() => {
    const explanations = selectedExplanations(connection, selection);
    const agreements = countedAgreements(connection, selection, explanations).map((rater) => ({
      rater: rater.rater,
      packed: packedAgreements(connection, rater, explanations),
    }));
    return columns(
      agreements.filter(({ packed }) => packed.length > 0),
      explanations,
    );
  });
}

interface PackedAgreements {
  readonly rater: string;
  /** The explanation's number and the outcome's code, which is below 8: `8 * number + code`. */
  readonly packed: readonly number[];
}

const lookUp = 'select 1 from agreement where condition = ? and repeat = ? and explanation = ?';

function packedAgreements(
  connection: SqliteConnection,
  { parts }: CountedRater,
  { explainer, dataset }: SelectedExplanations,
): number[] {
  const packed: number[] = [];
  for (const { condition, datasets } of parts) {
    const counts = (explanation: number) =>
      (explainer[explanation] ?? -1) >= 0 && datasets.has(dataset[explanation] ?? -1);
    const repeats = labelledRepeats(connection, agreementLabels, condition.number);
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      scanLabels(connection, agreementLabels, condition.number, repeat, (explanation, code) => {
        if (counts(explanation)) packed.push(8 * explanation + code);
      });
    }
    scanFailures(connection, condition.number, (explanation, repeat) => {
      if (!counts(explanation)) return;
      if (connection.value(lookUp, condition.number, repeat, explanation) !== undefined) return;
      packed.push(8 * explanation + agreementCodes.error);
    });
  }
  return packed;
}

/** Scenarios, clusters and explainers that nobody read get no number. */
function columns(
  agreements: readonly PackedAgreements[],
  explanations: SelectedExplanations,
): AgreementTable {
  const total = agreements.reduce((sum, { packed }) => sum + packed.length, 0);
  const [scenario, explainer] = [new Uint32Array(total), new Uint16Array(total)];
  const [rater, outcome] = [new Uint16Array(total), new Uint8Array(total)];
  const cluster = new Uint32Array(total);
  let row = 0;
  for (const [number, { packed }] of agreements.entries()) {
    for (const agreement of packed) {
      const explanation = Math.floor(agreement / 8);
      scenario[row] = explanations.scenario[explanation] ?? 0;
      explainer[row] = explanations.explainer[explanation] ?? 0;
      cluster[row] = explanations.cluster[explanation] ?? 0;
      rater[row] = number;
      outcome[row] = agreement % 8;
      row += 1;
    }
  }
  const models = renumber(explainer);
  const scenarioCount = renumber(scenario).length;
  renumber(cluster);
  const clusterOfScenario = new Uint32Array(scenarioCount);
  for (const [index, number] of scenario.entries()) clusterOfScenario[number] = cluster[index] ?? 0;
  return {
    scenarioCount,
    clusterOfScenario,
    explainers: models.map((model) => explanations.explainers[model] ?? ''),
    raters: agreements.map((each) => each.rater),
    scenario,
    explainer,
    rater,
    outcome,
  };
}

/** Numbers the values that occur from 0, in their order, in place; returns the original value of each number. */
function renumber(values: Uint32Array | Uint16Array): number[] {
  let last = -1;
  for (const value of values) last = Math.max(last, value);
  const occurs = new Uint8Array(last + 1);
  for (const value of values) occurs[value] = 1;
  const numbers = new Uint32Array(last + 1);
  const originals: number[] = [];
  for (let value = 0; value <= last; value += 1) {
    if (occurs[value] !== 1) continue;
    numbers[value] = originals.length;
    originals.push(value);
  }
  for (let index = 0; index < values.length; index += 1) values[index] = numbers[values[index] ?? 0] ?? 0;
  return originals;
}
