import { clusteredShare } from './formulas.ts';
import { clusterOf, group, type Lines, verdicts } from './judgment-lines.ts';

/** The verdicts of every two models on the same scenarios, models in the order in which they come. */
function modelPairs(lines: Lines) {
  const verdictsOf = [...Map.groupBy(verdicts(lines), ({ model }) => model)].map(
    ([model, own]) =>
      [
        model,
        new Map(own.map((line) => [line.scenario, { outcome: line.outcome, cluster: clusterOf(line) }])),
      ] as const,
  );
  return verdictsOf.flatMap(([one, ofOne], i) =>
    verdictsOf.slice(i + 1).map(([other, ofOther]) => ({
      models: [one, other],
      compared: [...ofOne].flatMap(([scenario, verdict]) => {
        const second = ofOther.get(scenario);
        return second === undefined ? [] : [[verdict.outcome, second.outcome, verdict.cluster] as const];
      }),
    })),
  );
}

export function consistency(lines: Lines) {
  const cells = [
    ...group(lines, ({ attack }) => [attack]).map((cell) => [null, cell] as const),
    ...group(lines, ({ attack, dataset }) => [attack, dataset]).map(
      (cell) => [cell[0]?.dataset, cell] as const,
    ),
  ];
  return cells.flatMap(([dataset, cell]) =>
    modelPairs(cell).map(({ models, compared }) => {
      const n = compared.length;
      const agreement = compared.filter(([one, other]) => one === other).length / n;
      const p1 = compared.filter(([one]) => one === 'biased').length / n;
      const p2 = compared.filter(([, other]) => other === 'biased').length / n;
      const byChance = p1 * p2 + (1 - p1) * (1 - p2);
      const byChance1 = (p1 + p2) * (1 - (p1 + p2) / 2);
      return {
        ...{ dataset, attack: cell[0]?.attack, models, agreement, n },
        kappa: (agreement - byChance) / (1 - byChance),
        ac1: (agreement - byChance1) / (1 - byChance1),
      };
    }),
  );
}

export function familyConsistency(lines: Lines, familyOf: (model: string) => string) {
  return group(lines, ({ attack }) => [attack]).map((cell) => {
    const pairs = modelPairs(cell).map(({ models, compared }) => ({
      ...{ models, sameFamily: new Set(models.map(familyOf)).size === 1 },
      ...clusteredShare(compared.map(([one, other, cluster]) => ({ cluster, value: one === other ? 1 : 0 }))),
    }));
    const pooled = (same: boolean) => {
      const kind = pairs.filter(({ sameFamily }) => sameFamily === same);
      const n = kind.reduce((sum, pair) => sum + pair.n, 0);
      return {
        rate: kind.reduce((sum, pair) => sum + (pair.rate ?? 0) * pair.n, 0) / n,
        pairs: kind.length,
        n,
      };
    };
    const [within, between] = [pooled(true), pooled(false)];
    return { attack: cell[0]?.attack, pairs, within, between, difference: within.rate - between.rate };
  });
}
