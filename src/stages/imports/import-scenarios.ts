import type { Scenario } from '../../core/scenario.ts';
import type { WantedScenario } from '../../core/wanted-scenario.ts';
import type { DataError } from '../../errors/errors.ts';
import type { Store } from '../../store/contract/store.ts';
import { inBatches, NumberedLines } from './batches.ts';
import { ScenarioResolver } from './resolve-scenarios.ts';

/** Adds scenarios that were written elsewhere; those that are there already stay as they are. */
export async function importScenarios(store: Store, scenarios: AsyncIterable<Scenario>): Promise<void> {
  for await (const batch of inBatches(scenarios)) await store.commit({ scenarios: batch });
}

/** What became of the scenarios of a file. */
export interface ImportedScenarios {
  /** Different scenarios, stored now: new ones and such as were there. */
  readonly scenarios: number;
  readonly added: number;
  readonly unchanged: number;
  /** Rows that say the same as an earlier one. */
  readonly duplicates: number;
  readonly gold: { readonly biased: number; readonly unbiased: number };
  readonly controls: number;
}

/**
 * Stores the scenarios of a file, each once. A row that says otherwise of a scenario that is stored is an error.
 * @param onInvalid gets what is wrong with a row; without it the first is thrown
 */
export async function importWantedScenarios(
  store: Store,
  wanted: AsyncIterable<WantedScenario>,
  onInvalid: (error: DataError) => void,
): Promise<ImportedScenarios> {
  const resolver = await ScenarioResolver.open(store, { searchesTexts: false, comparesAll: true });
  const lines = new NumberedLines();
  const counts = { scenarios: 0, added: 0, unchanged: 0, duplicates: 0, controls: 0 };
  const gold = { biased: 0, unbiased: 0 };
  for await (const batch of inBatches(wanted)) {
    const resolved = await resolver.resolve(batch);
    for (const [index, found] of resolved.entries()) {
      const row = batch[index];
      if (row === undefined) continue;
      if (found.kind === 'invalid') {
        onInvalid(found.error);
      } else if (lines.get(found.number) !== 0) {
        counts.duplicates += 1;
      } else {
        lines.set(found.number, row.sourceRow);
        counts.scenarios += 1;
        counts[found.isNew ? 'added' : 'unchanged'] += 1;
        if (row.gold !== null) gold[row.gold] += 1;
        if (row.control ?? row.gold === 'unbiased') counts.controls += 1;
      }
    }
  }
  return { ...counts, gold };
}
