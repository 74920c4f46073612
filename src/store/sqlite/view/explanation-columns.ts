import { noAttack } from '../../../core/condition.ts';
import { allConditions } from '../conditions/conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import { countedAgreements } from '../explanations/counted-agreements.ts';
import { countedExplanations } from '../explanations/counted-explanations.ts';
import { selectedExplanations } from '../explanations/selected-explanations.ts';
import type { SelectedScenarios } from '../scenarios/selected-scenarios.ts';
import { type AgreementCounts, agreementCounts } from './agreement-page.ts';
import type { DatasetsByCondition, ExplanationColumns } from './study-index.ts';

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
  // The same model always stands in the same place, whoever answered first.
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
