import { clusteredShare } from './formulas.ts';
import { clusterOf, group, type Lines, verdicts } from './judgment-lines.ts';

const contrasts: readonly (readonly [string, string, string, (variant: string) => string])[] = [
  ['polarity', 'neg', 'nonneg', (variant) => variant.split('-')[0] ?? ''],
  ['answer', 'stereotype', 'nonstereotype', (variant) => variant.split('-')[1] ?? ''],
  ['direction', 'pro', 'anti', (variant) => variant],
];

/** The rates of both kinds and their difference. Its p value is of drawn signs, so it is tested elsewhere. */
export function alignmentPreference(lines: Lines) {
  return contrasts.flatMap(([contrast, one, other, kindOf]) =>
    group(lines, ({ dataset, model, attack }) => [dataset, model, attack]).flatMap((cell) => {
      const [first, second] = [one, other].map((kind) =>
        clusteredShare(
          verdicts(cell.filter(({ variant }) => kindOf(variant) === kind)).map((line) => ({
            cluster: clusterOf(line),
            value: line.outcome === 'unbiased' ? 1 : 0,
          })),
        ),
      );
      if (first === undefined || second === undefined || first.n + second.n === 0) return [];
      const names = { dataset: cell[0]?.dataset, model: cell[0]?.model, attack: cell[0]?.attack };
      const difference = (first.rate ?? 0) - (second.rate ?? 0);
      return [{ ...names, contrast, sides: [one, other], first, second, difference }];
    }),
  );
}
