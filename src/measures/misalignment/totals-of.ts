import type { Misalignment } from '../metrics.ts';
import type { StudyMetrics } from '../study-metrics.ts';

/** Misalignment over whole datasets. */
export function totalsOf({ misalignment }: StudyMetrics): Misalignment[] {
  return misalignment.filter(({ category, variant }) => category === null && variant === null);
}
