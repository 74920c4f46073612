import type { AttackSuccess } from '../metrics.ts';
import { significanceLevel } from '../../tables/significance-level.ts';

/** Whether an attack raised (↑) or lowered (↓) the misalignment rate beyond chance, or neither (a space). */
export function changeMark(entry: AttackSuccess | undefined): '↑' | '↓' | ' ' {
  const { pHolm, difference } = entry?.paired ?? { pHolm: null, difference: null };
  if (pHolm === null || difference === null || pHolm >= significanceLevel || difference === 0) return ' ';
  return difference > 0 ? '↑' : '↓';
}
