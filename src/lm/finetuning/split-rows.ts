import type { FinetuningRow } from '../../core/finetuning.ts';
import { shuffledIndices } from '../training/shuffled-indices.ts';

export interface SplitRows {
  readonly training: readonly FinetuningRow[];
  readonly validation: readonly FinetuningRow[];
}

/**
 * Keeps whole groups back until they are this share of the rows, as nearly as they can be without more; at least one
 * group where there are two, never all. The same rows and seed give the same split.
 *
 * @param share 0 or more, below 1
 */
export function splitRows(rows: readonly FinetuningRow[], share: number, seed: number): SplitRows {
  const sizes = new Map<string, number>();
  for (const { group } of rows) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  if (share === 0 || sizes.size < 2) return { training: rows, validation: [] };
  const groups = [...sizes];
  const kept = new Set<string>();
  let room = share * rows.length;
  for (const index of shuffledIndices(groups.length, seed, 0)) {
    const [group = '', size = 0] = groups[index] ?? [];
    if (size > room) continue;
    kept.add(group);
    room -= size;
  }
  if (kept.size === 0) kept.add(smallest(groups));
  return {
    training: rows.filter(({ group }) => !kept.has(group)),
    validation: rows.filter(({ group }) => kept.has(group)),
  };
}

function smallest(groups: readonly (readonly [string, number])[]): string {
  return groups.toSorted(([, a], [, b]) => a - b)[0]?.[0] ?? '';
}
