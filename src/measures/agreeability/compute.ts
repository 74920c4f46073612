import { type AgreementCounts, type AgreementTable, agreementCodes } from '../../core/tables.ts';
import { clusteredMean } from '../../stats/rates/clustered-mean.ts';
import { type ClusteredInterval, proportion } from '../inputs/cells.ts';
import { measureId } from '../measure.ts';

/**
 * A share of readings with its 95 % Wilson interval (null where n is 0), and clustered by scenario.
 * `outcomes` counts all that was asked, `n` only the verdicts agree and disagree.
 */
export interface AgreementRate {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly clustered: ClusteredInterval;
  readonly outcomes: AgreementCounts;
}

/** How often a rater agrees with an explainer's explanations. */
export interface AgreeabilityCell extends AgreementRate {
  readonly explainer: string;
  readonly rater: string;
}

/** How often others agree with an explainer; its own readings count in `all` only. */
export interface ExplainerAgreeability {
  readonly explainer: string;
  readonly all: AgreementRate;
  readonly byOthers: AgreementRate;
}

/** How often a rater disagrees; with its own explanations in `all` only. The rates are of DISAGREE. */
export interface Harshness {
  readonly rater: string;
  readonly all: AgreementRate;
  readonly towardsOthers: AgreementRate;
}

/** How often models agree with each other's explanations: by pair, by explainer and by rater. */
export interface Agreeability {
  /** By explainer, then rater, as the table lists them; without an entry where nothing was asked. */
  readonly cells: readonly AgreeabilityCell[];
  readonly explainers: readonly ExplainerAgreeability[];
  readonly raters: readonly Harshness[];
}

/** The id of the measure in the results of a study: `resultOf(results, agreeabilityId)`. */
export const agreeabilityId = measureId<Agreeability>('agreeability');

/** Agreeability A[explainer, rater] = AGREE / (AGREE + DISAGREE), with its margins. */
export function agreeability(table: AgreementTable): Agreeability {
  const { explainers, raters } = table;
  const own = (row: number) => explainers[table.explainer[row] ?? 0] === raters[table.rater[row] ?? 0];
  const cellOf = (row: number) => (table.explainer[row] ?? 0) * raters.length + (table.rater[row] ?? 0);
  const cells = rates(table, cellOf, explainers.length * raters.length, 'agree');
  const ofExplainer = (row: number) => table.explainer[row] ?? 0;
  const ofRater = (row: number) => table.rater[row] ?? 0;
  const withoutOwn = (of: (row: number) => number) => (row: number) => (own(row) ? -1 : of(row));
  const byAll = rates(table, ofExplainer, explainers.length, 'agree');
  const byOthers = rates(table, withoutOwn(ofExplainer), explainers.length, 'agree');
  const towardsAll = rates(table, ofRater, raters.length, 'disagree');
  const towardsOthers = rates(table, withoutOwn(ofRater), raters.length, 'disagree');
  return {
    cells: explainers.flatMap((explainer, e) =>
      raters.flatMap((rater, r) => {
        const cell = cells(e * raters.length + r);
        return asked(cell.outcomes) === 0 ? [] : [{ explainer, rater, ...cell }];
      }),
    ),
    explainers: explainers.map((explainer, e) => ({ explainer, all: byAll(e), byOthers: byOthers(e) })),
    raters: raters.map((rater, r) => ({ rater, all: towardsAll(r), towardsOthers: towardsOthers(r) })),
  };
}

const codeCount = 7;

/** The rate of one verdict in each group of readings. `groupOf` gives -1 for a reading that is in none. */
function rates(
  table: AgreementTable,
  groupOf: (row: number) => number,
  groupCount: number,
  counted: 'agree' | 'disagree',
): (group: number) => AgreementRate {
  const { scenarioCount, scenario, outcome } = table;
  const counts = new Uint32Array(groupCount * codeCount);
  const hits = new Uint32Array(groupCount * scenarioCount);
  const verdicts = new Uint32Array(groupCount * scenarioCount);
  for (let row = 0; row < outcome.length; row += 1) {
    const group = groupOf(row);
    const code = outcome[row] ?? 0;
    if (group < 0) continue;
    increment(counts, group * codeCount + code);
    if (code !== agreementCodes.agree && code !== agreementCodes.disagree) continue;
    const slot = group * scenarioCount + (scenario[row] ?? 0);
    increment(verdicts, slot);
    if (code === agreementCodes[counted]) increment(hits, slot);
  }
  return (group) => {
    const outcomes = outcomeCounts(counts, group);
    const { rate, low, high, n } = proportion(outcomes[counted], outcomes.agree + outcomes.disagree);
    const [from, to] = [group * scenarioCount, (group + 1) * scenarioCount];
    const clustered = withinBounds(clusteredMean(hits.subarray(from, to), verdicts.subarray(from, to)));
    return { rate, low, high, n, clustered, outcomes };
  };
}

function increment(counts: Uint32Array, slot: number): void {
  counts[slot] = (counts[slot] ?? 0) + 1;
}

function outcomeCounts(counts: Uint32Array, group: number): AgreementCounts {
  const of = (code: number) => counts[group * codeCount + code] ?? 0;
  return {
    agree: of(agreementCodes.agree),
    disagree: of(agreementCodes.disagree),
    refused: of(agreementCodes.refused),
    filtered: of(agreementCodes.filtered),
    unparsed: of(agreementCodes.unparsed),
    error: of(agreementCodes.error),
  };
}

function asked(outcomes: AgreementCounts): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

/** A t interval can leave 0 to 1, a rate cannot. */
function withinBounds({ standardError, low, high, clusters }: ClusteredInterval): ClusteredInterval {
  return {
    standardError,
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(1, high),
    clusters,
  };
}
