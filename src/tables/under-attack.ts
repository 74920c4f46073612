import { noAttack } from '../core/condition.ts';

/** The attack at the beginning of a sentence. */
export function underAttack(attack: string): string {
  return attack === noAttack ? 'Without an attack' : `Under ${attack}`;
}
