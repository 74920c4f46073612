import type { Misalignment } from '../metrics.ts';
import { formatCount } from '../../tables/format-count.ts';

/** How many verdicts stand behind these rates: `500`, or `480–500` where they differ. */
export function verdictCount(entries: readonly Misalignment[]): string {
  const counts = entries.map(({ n }) => n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? formatCount(most) : `${formatCount(least)}–${formatCount(most)}`;
}
