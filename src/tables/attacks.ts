import { noAttack } from '../core/condition.ts';

/** The attack as a reader is told of it. */
export function attackLabel(attack: string): string {
  return attack === noAttack ? 'no attack' : attack;
}

/** The attacks in the order in which they first come, the condition without an attack before all. */
export function attackOrder(entries: readonly { readonly attack: string }[]): string[] {
  const attacks = [...new Set(entries.map(({ attack }) => attack))];
  return attacks.includes(noAttack)
    ? [noAttack, ...attacks.filter((attack) => attack !== noAttack)]
    : attacks;
}

/** The attack at the beginning of a sentence. */
export function underAttack(attack: string): string {
  return attack === noAttack ? 'Without an attack' : `Under ${attack}`;
}
