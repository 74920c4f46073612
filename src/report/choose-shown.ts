import { type JudgmentTable, outcomeCodes } from '../core/judgment-table.ts';

/**
 * The scenarios that tell most: the same number of each dataset, first those on which verdicts are most divided, then
 * those that are missed most often.
 *
 * @param most how many in all.
 * @returns their positions in the table, most telling first within each dataset.
 */
export function chooseShown(table: JudgmentTable, most: number): number[] {
  const { asked, divided, missed } = verdictShares(table);
  const by = (of: Float32Array, one: number, other: number) => (of[other] ?? 0) - (of[one] ?? 0);
  const ranked = asked.sort((one, other) => by(divided, one, other) || by(missed, one, other) || one - other);
  const datasets: number[][] = table.datasets.map(() => []);
  for (const scenario of ranked) {
    const own = datasets[table.dataset[scenario] ?? 0];
    if (own !== undefined && own.length < most) own.push(scenario);
  }
  const chosen: number[] = [];
  for (let place = 0; chosen.length < most && datasets.some((own) => place < own.length); place += 1) {
    for (const own of datasets) {
      const next = own[place];
      if (next !== undefined && chosen.length < most) chosen.push(next);
    }
  }
  return chosen;
}

/**
 * In columns, for millions of scenarios. `asked`: the scenarios that have an answer or a failure. `divided`: share of
 * the rarer verdict, 0 to ½. `missed`: share against the gold label.
 */
function verdictShares(table: JudgmentTable) {
  const { scenarioCount, series, goldBiased } = table;
  const [asked, divided, missed] = [
    new Uint32Array(scenarioCount),
    new Float32Array(scenarioCount),
    new Float32Array(scenarioCount),
  ];
  let count = 0;
  for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
    let [answers, biased, unbiased] = [0, 0, 0];
    for (const { outcomes, repeats } of series) {
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const code = outcomes[repeat * scenarioCount + scenario];
        if (code !== outcomeCodes.absent) answers += 1;
        if (code === outcomeCodes.biased) biased += 1;
        if (code === outcomeCodes.unbiased) unbiased += 1;
      }
    }
    const all = biased + unbiased;
    if (answers > 0) asked[count++] = scenario;
    divided[scenario] = all === 0 ? 0 : Math.min(biased, unbiased) / all;
    missed[scenario] = all === 0 ? 0 : (goldBiased[scenario] === 1 ? unbiased : biased) / all;
  }
  return { asked: asked.subarray(0, count), divided, missed };
}
