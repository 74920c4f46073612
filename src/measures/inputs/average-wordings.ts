import type { JudgmentSeries, JudgmentTable } from '../../core/tables.ts';

/**
 * One table of the judgments in several wordings, over the same scenarios in the same order: the value of a scenario is
 * the mean over its wordings and repeats.
 *
 * @param tables by wording, at least one.
 * @example
 * averageWordings([first, second]).series[0]?.wordings; // 2
 */
export function averageWordings(tables: readonly [JudgmentTable, ...JudgmentTable[]]): JudgmentTable {
  const all = tables.flatMap(({ series }) => series);
  // Conditions pair by the number of the repeat: a wording has the same numbers in all of them.
  const repeats = Math.max(1, ...all.map((one) => one.repeats));
  const names = new Map(all.map(({ model, attack }) => [JSON.stringify([model, attack]), { model, attack }]));
  const series = [...names.values()].map(({ model, attack }): JudgmentSeries => {
    const asked = tables.map((table) =>
      table.series.find((one) => one.model === model && one.attack === attack),
    );
    const wordings = asked.findLastIndex((one) => one !== undefined) + 1;
    const size = repeats * tables[0].scenarioCount;
    const outcomes = new Uint8Array(wordings * size);
    for (const [wording, one] of asked.entries()) {
      if (one !== undefined) outcomes.set(one.outcomes, wording * size);
    }
    return { model, attack, repeats: wordings * repeats, wordings, outcomes };
  });
  return { ...tables[0], series };
}
