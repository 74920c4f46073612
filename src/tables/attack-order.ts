import { noAttack } from '../core/condition.ts';

/** The attacks in the order in which they first come, the condition without an attack before all. */
export function attackOrder(entries: readonly { readonly attack: string }[]): string[] {
  const attacks = [...new Set(entries.map(({ attack }) => attack))];
  return attacks.includes(noAttack)
    ? [noAttack, ...attacks.filter((attack) => attack !== noAttack)]
    : attacks;
}
