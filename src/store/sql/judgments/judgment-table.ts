import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../../core/tables.ts';
import type { JudgmentSelection } from '../../contract/store.ts';
import { type CountedSeries, countedConditions } from '../conditions/counted-conditions.ts';
import {
  failedRepeats,
  judgmentLabels,
  labelledRepeats,
  scanFailures,
  scanLabels,
} from '../labels/label-tables.ts';
import { type SelectedScenarios, selectedScenarios } from '../scenarios/selected-scenarios.ts';
import { each, type Steps, scan, value } from '../steps.ts';

/** See `Store.judgmentTable`. Reads no text. */
export function* readJudgmentTable(selection: JudgmentSelection): Steps<JudgmentTable> {
  const scenarios = yield* selectedScenarios(selection);
  const { series } = yield* countedConditions(selection, scenarios);
  return yield* judgmentTableOf(scenarios, series);
}

/** The table of these series over these scenarios. */
export function* judgmentTableOf(
  scenarios: SelectedScenarios,
  counted: readonly CountedSeries[],
): Steps<JudgmentTable> {
  const { position, ...columns } = scenarios;
  const series = yield* each(counted, (one) => readSeries(one, scenarios));
  return { ...columns, series: series.filter((one) => one !== null) };
}

/** Null where the selection holds neither a judgment nor a failure of the series. */
function* readSeries(
  { model, attack, parts }: CountedSeries,
  scenarios: SelectedScenarios,
): Steps<JudgmentSeries | null> {
  const { scenarioCount } = scenarios;
  const repeats = Math.max(0, ...(yield* each(parts, ({ condition }) => repeatsOf(condition.number))));
  const outcomes = new Uint8Array(repeats * scenarioCount);
  let filled = 0;
  const place: PlaceOf = ({ datasets }, scenario, repeat) => {
    const position = scenarios.position[scenario] ?? -1;
    return datasets[scenarios.dataset[position] ?? -1] === 1 ? repeat * scenarioCount + position : -1;
  };
  for (const part of parts) {
    const { condition } = part;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      yield* scanLabels(judgmentLabels, condition.number, repeat, (scenario, outcome) => {
        const index = place(part, scenario, repeat);
        if (index < 0) return;
        outcomes[index] = outcome;
        filled += 1;
      });
    }
    yield* scanFailures(condition.number, (scenario, repeat) => {
      const index = place(part, scenario, repeat);
      if (index < 0 || outcomes[index] !== outcomeCodes.absent) return;
      outcomes[index] = outcomeCodes.error;
      filled += 1;
    });
  }
  if (filled === 0) return null;
  const biasedShares = yield* readShares({ parts, place, size: outcomes.length });
  return { model, attack, repeats, outcomes, ...(biasedShares && { biasedShares }) };
}

const anyProbability = 'select exists (select 1 from verdict_probability)';
const probabilities = `select judgment.scenario, judgment.repeat, biased / (biased + unbiased)
  from judgment join verdict_probability on verdict_probability.call = judgment.call
  where judgment.condition = ? and biased + unbiased > 0`;

interface SharesPlace {
  readonly parts: CountedSeries['parts'];
  readonly place: PlaceOf;
  readonly size: number;
}

/** Where a judgment is in the columns; -1 where it is not selected. */
type PlaceOf = (part: CountedSeries['parts'][number], scenario: number, repeat: number) => number;

/** Undefined where the judge said no probability. */
function* readShares({ parts, place, size }: SharesPlace): Steps<Float64Array | undefined> {
  if ((yield* value(anyProbability)) === 0) return undefined;
  let shares: Float64Array | undefined;
  for (const part of parts) {
    const query = { sql: probabilities, parameters: [part.condition.number] };
    yield* scan(query, ([scenario, repeat, share]) => {
      const index = place(part, Number(scenario), Number(repeat));
      if (index < 0) return;
      shares ??= new Float64Array(size).fill(Number.NaN);
      shares[index] = Number(share);
    });
  }
  return shares;
}

function* repeatsOf(condition: number): Steps<number> {
  return Math.max(yield* labelledRepeats(judgmentLabels, condition), yield* failedRepeats(condition));
}
