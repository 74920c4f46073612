import { plainLabel } from './plain-label.ts';

/**
 * Names of models as labels: without provider and organisation where that leaves them different from each other.
 * @returns the label of each full name
 */
export function shortNames(models: readonly string[]): ReadonlyMap<string, string> {
  const short = models.map((model) =>
    plainLabel(
      model
        .slice(model.indexOf(':') + 1)
        .split('/')
        .at(-1) ?? model,
    ),
  );
  return new Map(
    models.map((model, i) => {
      const name = short[i] ?? '';
      const unique = name !== '' && short.filter((other) => other === name).length === 1;
      return [model, unique ? name : plainLabel(model)];
    }),
  );
}
