import { type JudgmentTable, outcomeCodes } from '../core/judgment-table.ts';

/**
 * The scenarios that tell most: the same number of each dataset, first those on which verdicts are most divided, then
 * those that are missed most often.
 *
 * @param most how many in all.
 * @returns their positions in the table, most telling first within each dataset.
 */
export function chooseShown(table: JudgmentTable, most: number): number[] {
  const ranked = Array.from({ length: table.scenarioCount }, (_, scenario) => ({
    scenario,
    ...verdicts(table, scenario),
  }))
    .filter(({ answers }) => answers > 0)
    .sort(
      (one, other) =>
        other.divided - one.divided || other.missed - one.missed || one.scenario - other.scenario,
    );
  const datasets = [...Map.groupBy(ranked, ({ scenario }) => table.dataset[scenario] ?? 0).values()];
  const chosen: number[] = [];
  for (let place = 0; chosen.length < most && datasets.some((each) => place < each.length); place += 1) {
    for (const dataset of datasets) {
      const next = dataset[place];
      if (next !== undefined && chosen.length < most) chosen.push(next.scenario);
    }
  }
  return chosen;
}

/** `divided`: share of the rarer verdict, 0 to ½. `missed`: share against the gold label. */
function verdicts(table: JudgmentTable, scenario: number) {
  let biased = 0;
  let unbiased = 0;
  let answers = 0;
  for (const { outcomes, repeats } of table.series) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const code = outcomes[repeat * table.scenarioCount + scenario];
      if (code !== outcomeCodes.absent) answers += 1;
      if (code === outcomeCodes.biased) biased += 1;
      if (code === outcomeCodes.unbiased) unbiased += 1;
    }
  }
  const all = biased + unbiased;
  const against = table.goldBiased[scenario] === 1 ? unbiased : biased;
  return {
    answers,
    divided: all === 0 ? 0 : Math.min(biased, unbiased) / all,
    missed: all === 0 ? 0 : against / all,
  };
}
