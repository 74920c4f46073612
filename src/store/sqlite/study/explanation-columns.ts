import { noAttack } from '../../../core/condition.ts';
import { agreementCodes } from '../../../core/tables.ts';
import type { ExplanationColumns } from '../../contract/study.ts';
import { allConditions } from '../conditions/conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import {
  type CountedRater,
  countedAgreements,
  countedExplanations,
  type SelectedExplanations,
  selectedExplanations,
} from '../explanations/counted-explanations.ts';
import { agreementLabels, labelledRepeats, scanLabels } from '../labels/label-tables.ts';
import type { SelectedScenarios } from '../scenarios/selected-scenarios.ts';

interface Explained {
  readonly number: number;
  readonly position: number;
  readonly explainer: string;
  readonly attack: string;
  readonly counts: AgreementCounts;
}

/** The explanations of these scenarios that count, under every attack; notes which conditions do. Within `reading`. */
export function explanationColumns(
  connection: SqliteConnection,
  { position, scenarioCount }: SelectedScenarios,
  counted: DatasetsByCondition,
): ExplanationColumns {
  const attacks = explainingAttacks(connection);
  const found = attacks.flatMap((attack) => explainedUnder(connection, attack, position, counted));
  const explainers = explainingModels(connection);
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
function explainingModels(connection: SqliteConnection): string[] {
  const models = allConditions(connection).flatMap(({ stage, model }) =>
    stage === 'explain' ? [model] : [],
  );
  return [...new Set(models)];
}

/** Without an attack first. */
function explainingAttacks(connection: SqliteConnection): string[] {
  const attacks = allConditions(connection).flatMap(({ stage, attack }) =>
    stage === 'explain' ? [attack] : [],
  );
  return [...new Set([...attacks.filter((attack) => attack === noAttack), ...attacks])];
}

function explainedUnder(
  connection: SqliteConnection,
  attack: string,
  positionOf: Int32Array,
  counted: DatasetsByCondition,
): Explained[] {
  const selected = selectedExplanations(connection, { attack });
  const agreements = countedAgreements(connection, {}, selected);
  for (const { condition, datasets } of countedExplanations(connection, { attack })) {
    counted.add(condition.number, datasets);
  }
  for (const { condition, datasets } of agreements.flatMap(({ parts }) => parts)) {
    counted.add(
      condition.number,
      [...datasets].map((dataset) => selected.datasets[dataset] ?? ''),
    );
  }
  const counts = agreementCounts(connection, selected, agreements);
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

/** Counts these agreements of these explanations. Within `reading`. */
function agreementCounts(
  connection: SqliteConnection,
  explanations: SelectedExplanations,
  agreements: readonly CountedRater[],
): AgreementCounts {
  const { explainer, dataset } = explanations;
  const agrees = new Uint16Array(explainer.length);
  const disagrees = new Uint16Array(explainer.length);
  for (const { parts } of agreements) {
    for (const { condition, datasets } of parts) {
      const repeats = labelledRepeats(connection, agreementLabels, condition.number);
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        scanLabels(connection, agreementLabels, condition.number, repeat, (number, code) => {
          if ((explainer[number] ?? -1) < 0 || !datasets.has(dataset[number] ?? -1)) return;
          if (code === agreementCodes.agree) agrees[number] = (agrees[number] ?? 0) + 1;
          if (code === agreementCodes.disagree) disagrees[number] = (disagrees[number] ?? 0) + 1;
        });
      }
    }
  }
  return { agrees, disagrees };
}
