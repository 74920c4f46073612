import { type AgreementTable, agreementCodes } from '../../../core/tables.ts';
import type { AgreementSelection, AgreementSubject } from '../../contract/explanations.ts';
import { knownLabels } from '../labels/known-labels.ts';
import { agreementLabels, labelledRepeats, scanFailures, scanLabels } from '../labels/label-tables.ts';
import { each, type Steps } from '../steps.ts';
import {
  type CountedRater,
  countedAgreements,
  type SelectedExplanations,
  selectedExplanations,
} from './counted-explanations.ts';

/** See `ExplanationStore.agreementTable`. Reads no text. */
export function* readAgreementTable(selection: AgreementSelection): Steps<AgreementTable> {
  const explanations = yield* selectedExplanations(selection);
  const agreements = yield* each(yield* countedAgreements(selection, explanations), (rater) =>
    packedAgreements(rater, explanations),
  );
  return columns(
    agreements.filter(({ packed }) => packed.length > 0),
    explanations,
  );
}

interface PackedAgreements {
  readonly rater: string;
  /** The explanation's number and the outcome's code, which is below 8: `8 * number + code`; the repeat of each. */
  readonly packed: readonly number[];
  readonly repeats: readonly number[];
}

function* packedAgreements(
  { rater, parts }: CountedRater,
  { explainer, dataset }: SelectedExplanations,
): Steps<PackedAgreements> {
  const packed: number[] = [];
  const repeats: number[] = [];
  const add = (explanation: number, code: number, repeat: number) => {
    packed.push(8 * explanation + code);
    repeats.push(repeat);
  };
  for (const { condition, datasets } of parts) {
    const counts = (explanation: number) =>
      (explainer[explanation] ?? -1) >= 0 && datasets.has(dataset[explanation] ?? -1);
    const asked = yield* labelledRepeats(agreementLabels, condition.number);
    for (let repeat = 0; repeat < asked; repeat += 1) {
      yield* scanLabels(agreementLabels, condition.number, repeat, (explanation, code) => {
        if (counts(explanation)) add(explanation, code, repeat);
      });
    }
    const failed: AgreementSubject[] = [];
    yield* scanFailures(condition.number, (explanation, repeat) => {
      if (counts(explanation)) failed.push({ condition: condition.number, explanation, repeat });
    });
    const known = yield* knownLabels(agreementLabels, failed);
    for (const [index, { explanation, repeat }] of failed.entries()) {
      if (known[index] === null) add(explanation, agreementCodes.error, repeat);
    }
  }
  return { rater, packed, repeats };
}

/** Scenarios, clusters and explainers that nobody read get no number. */
function columns(
  agreements: readonly PackedAgreements[],
  explanations: SelectedExplanations,
): AgreementTable {
  const total = agreements.reduce((sum, { packed }) => sum + packed.length, 0);
  const [scenario, explainer] = [new Uint32Array(total), new Uint16Array(total)];
  const [rater, outcome] = [new Uint16Array(total), new Uint8Array(total)];
  const [cluster, dataset] = [new Uint32Array(total), new Uint16Array(total)];
  const repeat = new Uint32Array(total);
  const most = agreements.reduce((all, { repeats }) => Math.max(all, ...new Set(repeats)), 0) + 1;
  let row = 0;
  for (const [number, { packed, repeats }] of agreements.entries()) {
    for (const [i, agreement] of packed.entries()) {
      const explanation = Math.floor(agreement / 8);
      scenario[row] = explanations.scenario[explanation] ?? 0;
      explainer[row] = explanations.explainer[explanation] ?? 0;
      cluster[row] = explanations.cluster[explanation] ?? 0;
      dataset[row] = explanations.dataset[explanation] ?? 0;
      repeat[row] = (explanations.repeat[explanation] ?? 0) * most + (repeats[i] ?? 0);
      rater[row] = number;
      outcome[row] = agreement % 8;
      row += 1;
    }
  }
  const models = renumber(explainer);
  const scenarioCount = renumber(scenario).length;
  renumber(cluster);
  renumber(dataset);
  const clusterOfScenario = new Uint32Array(scenarioCount);
  const datasetOfScenario = new Uint16Array(scenarioCount);
  for (const [index, number] of scenario.entries()) {
    clusterOfScenario[number] = cluster[index] ?? 0;
    datasetOfScenario[number] = dataset[index] ?? 0;
  }
  return {
    scenarioCount,
    clusterOfScenario,
    datasetOfScenario,
    explainers: models.map((model) => explanations.explainers[model] ?? ''),
    raters: agreements.map((each) => each.rater),
    scenario,
    explainer,
    rater,
    outcome,
    repeat,
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
