import { noAttack } from '../core/condition.ts';

/** The attack as a reader is told of it. */
export function attackLabel(attack: string): string {
  return attack === noAttack ? 'no attack' : attack;
}
