import type { JudgmentTable } from '../../core/tables.ts';
import { isTwinDataset, twinsOf } from '../../core/twins.ts';
import type { JudgmentSelection } from '../../store/contract/judgments.ts';
import type { Store } from '../../store/contract/store.ts';

/** Judgments of twins: sets of scenarios that are alike but for the group. */
export interface TwinJudgments {
  /** Of twins alone; they are in no other table. */
  readonly judgments: JudgmentTable;
  readonly groups: readonly string[];
  /** Each has one entry a scenario of the table: the number of its set, and of its group. */
  readonly set: Uint32Array;
  readonly group: Uint16Array;
}

/** The selection without twins: no other measure is about them. */
export async function withoutTwins(store: Store, selection: JudgmentSelection): Promise<JudgmentSelection> {
  const datasets = await datasetsOf(store, selection);
  return datasets.some(isTwinDataset)
    ? { ...selection, datasets: datasets.filter((dataset) => !isTwinDataset(dataset)) }
    : selection;
}

/** Judgments of the twins of these datasets; null where there are none. */
export async function readTwinJudgments(
  store: Store,
  selection: JudgmentSelection,
): Promise<TwinJudgments | null> {
  const { sample: _, datasets: chosen, ...others } = selection;
  const all = (await datasetsOf(store, {})).filter(isTwinDataset);
  const datasets =
    chosen === undefined
      ? all
      : all.filter((twins) => chosen.some((one) => [one, twinsOf(one)].includes(twins)));
  if (datasets.length === 0) return null;
  const judgments = await store.judgmentTable({ ...others, datasets });
  const placeOf = new Map(
    Array.from({ length: judgments.scenarioCount }, (_, place) => [numberAt(judgments, place), place]),
  );
  const [sets, groups] = [new Map<string, number>(), new Map<string, number>()];
  const set = new Uint32Array(judgments.scenarioCount);
  const group = new Uint16Array(judgments.scenarioCount);
  for await (const batch of store.scenarios({ datasets })) {
    for (const scenario of batch) {
      const place = placeOf.get(scenario.number);
      if (place === undefined) continue;
      set[place] = numbered(sets, JSON.stringify([scenario.dataset, scenario.sourceId]));
      group[place] = numbered(groups, scenario.group ?? '');
    }
  }
  return { judgments, groups: [...groups.keys()], set, group };
}

function numberAt({ number }: JudgmentTable, place: number): number {
  return number?.[place] ?? place;
}

function numbered(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name) ?? numbers.size;
  numbers.set(name, known);
  return known;
}

async function datasetsOf(store: Store, { datasets }: JudgmentSelection): Promise<readonly string[]> {
  return datasets ?? (await store.scenarioNames({})).datasets;
}
