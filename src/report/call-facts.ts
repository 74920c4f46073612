import type { CallRow } from '../store/store.ts';
import type { CallFacts } from './study-facts.ts';

interface Tally {
  readonly first: CallRow;
  calls: number;
  from: number;
  to: number;
  readonly served: Map<string, number>;
  readonly refused: Map<string, number>;
}

/** What the calls say of themselves, by stage, model, endpoint and attack, in the order in which they first come. */
export async function callFacts(batches: AsyncIterable<readonly CallRow[]>): Promise<CallFacts[]> {
  const tallies = new Map<string, Tally>();
  for await (const batch of batches) for (const row of batch) count(tallies, row);
  return [...tallies.values()].map(({ first, calls, from, to, served, refused }) => ({
    stage: first.stage,
    model: first.model,
    attack: first.attack,
    endpoint: first.endpoint,
    calls,
    servedModels: listed(served),
    notAccepted: listed(refused),
    from,
    to,
  }));
}

function count(tallies: Map<string, Tally>, row: CallRow): void {
  const key = JSON.stringify([row.stage, row.model, row.endpoint, row.attack]);
  const at = Date.parse(row.answered_at);
  const tally = tallies.get(key) ?? {
    first: row,
    calls: 0,
    from: at,
    to: at,
    served: new Map(),
    refused: new Map(),
  };
  tally.calls += 1;
  tally.from = Math.min(tally.from, at);
  tally.to = Math.max(tally.to, at);
  if (row.served_model !== null) increment(tally.served, row.served_model);
  for (const setting of row.not_accepted.split(',')) if (setting !== '') increment(tally.refused, setting);
  tallies.set(key, tally);
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function listed(counts: ReadonlyMap<string, number>) {
  return [...counts].map(([name, calls]) => ({ name, calls }));
}
