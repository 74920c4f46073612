import type { ValidationLook } from './validation-look.ts';

/** The look with the lowest validation loss, the earliest of equals; null where there is none. */
export function bestLook(looks: readonly ValidationLook[]): ValidationLook | null {
  return looks.reduce<ValidationLook | null>(
    (best, look) => (best === null || look.validationLoss < best.validationLoss ? look : best),
    null,
  );
}

/** Whether the last `patience` looks brought nothing better than the best one before them. */
export function hasStoppedImproving(looks: readonly ValidationLook[], patience: number | null): boolean {
  const best = bestLook(looks);
  return patience !== null && best !== null && looks.length - 1 - looks.indexOf(best) >= patience;
}
