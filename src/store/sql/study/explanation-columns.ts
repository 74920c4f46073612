import { type Condition, noAttack } from '../../../core/condition.ts';
import { agreementCodes } from '../../../core/tables.ts';
import type { ExplanationColumns } from '../../contract/study.ts';
import { allConditions } from '../conditions/conditions.ts';
import {
  type CountedRater,
  countedAgreements,
  countedExplanations,
  type SelectedExplanations,
  selectedExplanations,
} from '../explanations/counted-explanations.ts';
import { agreementLabels, labelledRepeats, scanLabels } from '../labels/label-tables.ts';
import type { SelectedScenarios } from '../scenarios/selected-scenarios.ts';
import { each, type Steps } from '../steps.ts';

interface Explained {
  readonly number: number;
  readonly position: number;
  readonly explainer: string;
  readonly attack: string;
  readonly counts: AgreementCounts;
}

/** The explanations of these scenarios that count, under every attack; notes which conditions do. */
export function* explanationColumns(
  { position, scenarioCount }: SelectedScenarios,
  counted: DatasetsByCondition,
): Steps<ExplanationColumns> {
  const conditions = yield* allConditions();
  const attacks = explainingAttacks(conditions);
  const found = (yield* each(attacks, (attack) => explainedUnder(attack, position, counted))).flat();
  const explainers = explainingModels(conditions);
  const explainerNumbers = new Map(explainers.map((name, number) => [name, number]));
  const rank = ({ explainer }: Explained) => explainerNumbers.get(explainer) ?? 0;
  // The same model always comes at the same position, whoever answered first.
  found.sort(
    (one, other) => one.position - other.position || rank(one) - rank(other) || one.number - other.number,
  );
  return {
    explainers,
    attacks,
    first: firstOfEach(found, scenarioCount),
    number: Uint32Array.from(found, ({ number }) => number),
    explainer: Uint16Array.from(found, rank),
    attack: Uint8Array.from(found, ({ attack }) => attacks.indexOf(attack)),
    agrees: Uint16Array.from(found, ({ number, counts }) => counts.agrees[number] ?? 0),
    disagrees: Uint16Array.from(found, ({ number, counts }) => counts.disagrees[number] ?? 0),
  };
}

function firstOfEach(found: readonly Explained[], scenarioCount: number): Uint32Array {
  const first = new Uint32Array(scenarioCount + 1);
  for (const { position } of found) first[position + 1] = (first[position + 1] ?? 0) + 1;
  for (let position = 0; position < scenarioCount; position += 1) {
    first[position + 1] = (first[position + 1] ?? 0) + (first[position] ?? 0);
  }
  return first;
}

/** In the order of their first conditions. */
function explainingModels(conditions: readonly Condition[]): string[] {
  const models = conditions.flatMap(({ stage, model }) => (stage === 'explain' ? [model] : []));
  return [...new Set(models)];
}

/** Without an attack first. */
function explainingAttacks(conditions: readonly Condition[]): string[] {
  const attacks = conditions.flatMap(({ stage, attack }) => (stage === 'explain' ? [attack] : []));
  return [...new Set([...attacks.filter((attack) => attack === noAttack), ...attacks])];
}

function* explainedUnder(
  attack: string,
  positionOf: Int32Array,
  counted: DatasetsByCondition,
): Steps<Explained[]> {
  const selected = yield* selectedExplanations({ attack });
  const agreements = yield* countedAgreements({}, selected);
  for (const { condition, datasets } of yield* countedExplanations({ attack })) {
    counted.add(condition.number, datasets);
  }
  for (const { condition, datasets } of agreements.flatMap(({ parts }) => parts)) {
    counted.add(
      condition.number,
      [...datasets].map((dataset) => selected.datasets[dataset] ?? ''),
    );
  }
  const counts = yield* agreementCounts(selected, agreements);
  const found: Explained[] = [];
  for (const [number, explainer] of selected.explainer.entries()) {
    const position = positionOf[selected.scenario[number] ?? -1] ?? -1;
    if (explainer < 0 || position < 0) continue;
    found.push({ number, position, explainer: selected.explainers[explainer] ?? '', attack, counts });
  }
  return found;
}

/** Gathers which datasets each condition counts for. */
export class DatasetsByCondition {
  readonly #sets = new Map<number, Set<string>>();

  add(condition: number, datasets: Iterable<string>): void {
    const set = this.#sets.get(condition) ?? new Set();
    this.#sets.set(condition, set);
    for (const dataset of datasets) set.add(dataset);
  }

  get all(): ReadonlyMap<number, ReadonlySet<string>> {
    return this.#sets;
  }
}

/** Number of verdicts of raters by the explanation's number in the store. */
interface AgreementCounts {
  readonly agrees: Uint16Array;
  readonly disagrees: Uint16Array;
}

/** Counts these agreements of these explanations. */
function* agreementCounts(
  explanations: SelectedExplanations,
  agreements: readonly CountedRater[],
): Steps<AgreementCounts> {
  const { explainer, dataset } = explanations;
  const agrees = new Uint16Array(explainer.length);
  const disagrees = new Uint16Array(explainer.length);
  for (const { parts } of agreements) {
    for (const { condition, datasets } of parts) {
      const repeats = yield* labelledRepeats(agreementLabels, condition.number);
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        yield* scanLabels(agreementLabels, condition.number, repeat, (number, code) => {
          if ((explainer[number] ?? -1) < 0 || !datasets.has(dataset[number] ?? -1)) return;
          if (code === agreementCodes.agree) agrees[number] = (agrees[number] ?? 0) + 1;
          if (code === agreementCodes.disagree) disagrees[number] = (disagrees[number] ?? 0) + 1;
        });
      }
    }
  }
  return { agrees, disagrees };
}
