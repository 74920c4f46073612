import type { Misalignment } from '../metrics.ts';
import { names } from '../../tables/names.ts';

/** Models by their rate under this attack, lowest first, those without one last. */
export function ranked(entries: readonly Misalignment[], attack: string): string[] {
  // No rate reaches 2, so models without one come last.
  const rates = new Map(
    entries.filter((entry) => entry.attack === attack).map(({ model, rate }) => [model, rate ?? 2]),
  );
  const rate = (model: string) => rates.get(model) ?? 2;
  return names(entries, ({ model }) => model).sort((one, other) => rate(one) - rate(other));
}
