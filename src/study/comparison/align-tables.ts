import type { JudgmentTable } from '../../core/tables.ts';
import type { JudgmentSelection, Store } from '../../store/contract/store.ts';

/** Judgments of one side of a comparison. */
export interface JudgedSide {
  readonly store: Store;
  readonly selection: JudgmentSelection;
}

/**
 * The judgments of both sides over the scenarios of the first, in the same order: scenarios pair by their ids, which
 * are hashes of their content. Scenarios that the second has alone are left out.
 */
export async function alignTables(
  first: JudgedSide,
  second: JudgedSide,
): Promise<readonly [JudgmentTable, JudgmentTable]> {
  const [one, other] = [await readTable(first), await readTable(second)];
  const places = new Map(other.ids.map((id, place) => [id, place]));
  const from = one.ids.map((id) => places.get(id) ?? -1);
  const series = other.table.series.map((own) => {
    const outcomes = new Uint8Array(own.repeats * from.length);
    for (let repeat = 0; repeat < own.repeats; repeat += 1) {
      for (const [place, source] of from.entries()) {
        if (source < 0) continue;
        outcomes[repeat * from.length + place] =
          own.outcomes[repeat * other.table.scenarioCount + source] ?? 0;
      }
    }
    return { ...own, outcomes };
  });
  return [one.table, { ...one.table, series }];
}

async function readTable({ store, selection }: JudgedSide) {
  const table = await store.judgmentTable(selection);
  const numbers = await store.scenarioNumbers(selection);
  return { table, ids: await store.scenarioIds([...numbers]) };
}
