import type { Misalignment } from '../metrics.ts';
import { names } from '../../tables/names.ts';

/** Models by the mean of their rates over datasets under this attack, lowest first, those without one last. */
export function modelsByRate(totals: readonly Misalignment[], attack: string): string[] {
  const mean = new Map(
    names(totals, ({ model }) => model).map((model) => {
      const rates = totals.filter((entry) => entry.model === model && entry.attack === attack);
      const defined = rates.flatMap(({ rate }) => rate ?? []);
      const sum = defined.reduce((total, rate) => total + rate, 0);
      return [model, defined.length === 0 ? Number.POSITIVE_INFINITY : sum / defined.length] as const;
    }),
  );
  return [...mean].sort(([, one], [, other]) => one - other || 0).map(([model]) => model);
}
