import { hash } from 'node:crypto';
import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../core/tables.ts';
import { packsOf } from '../stages/plan-calls.ts';
import { AnytimeInterval } from '../stats/sequential/anytime-interval.ts';
import type { JudgmentSelection, StoredScenario } from '../store/contract/store.ts';
import type { StudyEvent } from './events.ts';
import type { StudyRuntime } from './runtime.ts';
import { turnsOf } from './serving/served-models.ts';
import { type JudgeStageRequest, type JudgeSummary, judgeScenarios } from './stages.ts';
import { chooseScenarios } from './subjects/choose-subjects.ts';
import { onlyScenarios } from './subjects/limit.ts';
import { joinTurns } from './summaries/join-turns.ts';
import { chosen } from './summaries/sum-calls.ts';
import { sumRounds } from './summaries/sum-rounds.ts';

/** Where a run that ends early stands with one dataset, model and attack. */
export interface ReachedWidth {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  /** Anytime-valid 95 % interval of the misalignment rate of all gold-biased scenarios that matched. */
  readonly low: number;
  readonly high: number;
  /** Judged, of all. */
  readonly clusters: number;
  readonly ofClusters: number;
  readonly reached: boolean;
}

export interface JudgeUntilRequest extends Omit<JudgeStageRequest, 'limit'> {
  /** A model stops where all of its intervals are at most this wide. */
  readonly width: number;
  /** Draws the order of the clusters. */
  readonly seed: number;
}

/** What `hvsb judge --until-width --json` prints. */
export interface JudgeUntilSummary extends JudgeSummary {
  readonly intervals: readonly ReachedWidth[];
  /** Calls for all scenarios that matched, had nothing stopped. */
  readonly plannedInFull: number;
}

/** Of the clusters of each dataset, judged in one round. */
const perRound = 0.04;

/**
 * Has models judge clusters of scenarios in a random order that all of them share, until the anytime-valid interval of
 * each dataset and attack is narrow enough; models stop one by one. All rounds share the budget. After a dry run null: the plan is of all scenarios.
 * Called again with the same seed it goes on where it stopped.
 */
export async function judgeUntil(
  runtime: StudyRuntime,
  { width, seed, ...request }: JudgeUntilRequest,
): Promise<JudgeUntilSummary | null> {
  if (request.dryRun) {
    await judgeScenarios(runtime, request);
    return null;
  }
  const turns = turnsOf(request.models, runtime);
  if (turns.length > 1) return untilInTurns(runtime, { width, seed, ...request }, turns);
  await chooseScenarios(runtime, request.store, request.filter);
  const datasets = await clusterOrders(request, seed);
  const quiet = withFirstPlan(runtime);
  const summaries: JudgeSummary[] = [];
  const nextRound = withinOneBudget(request);
  let left = request.models;
  const intervals: ReachedWidth[] = [];
  for (let share = perRound; left.length > 0 && !runtime.signal.aborted; share += perRound) {
    const numbers = datasets.flatMap((clusters) =>
      clusters.slice(0, Math.ceil(share * clusters.length)).flat(),
    );
    const store = onlyScenarios(request.store, numbers);
    const summary = await judgeScenarios(quiet, { ...nextRound(), store, models: left });
    if (summary === null) break;
    summaries.push(summary);
    const ended = new Set(summary.models.filter(({ partial }) => partial).map(({ model }) => model));
    const own = await reachedWidths({ ...request, models: left }, datasets, { share, width, ended });
    const goesOn = (model: string) => share < 1 && !ended.has(model);
    const open = new Set(
      own.filter(({ reached, model }) => !reached && goesOn(model)).map(({ model }) => model),
    );
    intervals.push(...own.filter(({ model }) => !open.has(model)));
    left = left.filter(({ model }) => open.has(model));
  }
  return { ...sumRounds(summaries), intervals, plannedInFull: await callsInFull(request) };
}

/** The same request again and again, of which each counts what the ones before it spent. */
function withinOneBudget<Request extends Pick<JudgeStageRequest, 'limits' | 'ended'>>(
  request: Request,
): () => Request {
  let { limits } = request;
  const ended: Request['ended'] = (result) => {
    limits = { ...limits, alreadySpent: result.spent };
    request.ended?.(result);
  };
  return () => ({ ...request, limits, ended });
}

/** Models for which servers are started, each to its end: a round of all of them would start each server again. */
async function untilInTurns(
  runtime: StudyRuntime,
  request: JudgeUntilRequest,
  turns: readonly (readonly number[])[],
): Promise<JudgeUntilSummary | null> {
  const parts: JudgeUntilSummary[] = [];
  const nextTurn = withinOneBudget(request);
  for (const places of turns) {
    const part = await judgeUntil(runtime, { ...nextTurn(), models: chosen(request.models, places) });
    if (part !== null) parts.push(part);
  }
  const joined = joinTurns(
    parts,
    request.models.map(({ model }) => model),
  );
  const plannedInFull = parts.reduce((sum, part) => sum + part.plannedInFull, 0);
  return joined === null
    ? null
    : { ...joined, plannedInFull, intervals: parts.flatMap(({ intervals }) => intervals) };
}

type Clusters = readonly (readonly number[])[];

/** Of each dataset the scenarios of its clusters, by number; the clusters by their hash with the seed. */
async function clusterOrders(
  { store, filter }: Pick<JudgeStageRequest, 'store' | 'filter'>,
  seed: number,
): Promise<readonly Clusters[]> {
  const datasets = new Map<string, Map<string, number[]>>();
  for await (const batch of store.scenarios(filter)) {
    for (const scenario of batch) placeIn(datasets, scenario);
  }
  const rank = (cluster: string) => hash('sha256', `${seed} ${cluster}`);
  return [...datasets.values()].map((clusters) =>
    [...clusters]
      .map(([cluster, numbers]) => ({ rank: rank(cluster), numbers }))
      .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
      .map(({ numbers }) => numbers),
  );
}

function placeIn(
  datasets: Map<string, Map<string, number[]>>,
  { dataset, cluster, number }: StoredScenario,
): void {
  const clusters = datasets.get(dataset) ?? new Map<string, number[]>();
  datasets.set(dataset, clusters);
  const own = clusters.get(cluster) ?? [];
  clusters.set(cluster, own);
  own.push(number);
}

interface Round {
  /** Of the clusters of each dataset that were judged, in their order. */
  readonly share: number;
  readonly width: number;
  /** Models that did not come to the end of the round: of these the clusters up to the first without all answers count. */
  readonly ended: ReadonlySet<string>;
}

/** The intervals of all models, over the clusters up to this share. */
async function reachedWidths(
  { store, filter, models, attacks = ['none'], prompts }: Omit<JudgeStageRequest, 'limit'>,
  datasets: readonly Clusters[],
  round: Round,
): Promise<readonly ReachedWidth[]> {
  const [pack] = packsOf({ prompts });
  const selection: JudgmentSelection = {
    ...filter,
    models: models.map(({ model }) => model),
    attacks,
    ...(pack === undefined ? {} : { pack: pack.name }),
  };
  const table = await store.judgmentTable(selection);
  const numbers = await store.scenarioNumbers(filter);
  const placeOf = new Map([...numbers].map((number, place) => [number, place]));
  return datasets.flatMap((clusters) => {
    const biased = clusters
      .map((own) =>
        own.flatMap((number) => placeOf.get(number) ?? []).filter((place) => table.goldBiased[place] === 1),
      )
      .map((places, order) => ({ places, isDrawn: order < Math.ceil(round.share * clusters.length) }))
      .filter(({ places }) => places.length > 0);
    const [first] = biased[0]?.places ?? [];
    if (first === undefined) return [];
    const dataset = table.datasets[table.dataset[first] ?? 0] ?? '';
    return table.series.map((series) => ({ dataset, ...reachedBy(series, table, biased, round) }));
  });
}

interface OrderedCluster {
  readonly places: readonly number[];
  readonly isDrawn: boolean;
}

function reachedBy(
  { model, attack, repeats, outcomes }: JudgmentSeries,
  { scenarioCount }: JudgmentTable,
  clusters: readonly OrderedCluster[],
  { width, ended }: Round,
): Omit<ReachedWidth, 'dataset'> {
  const largest = Math.max(...clusters.map(({ places }) => places.length));
  const sequence = new AnytimeInterval({ clusters: clusters.length, largest });
  for (const { places, isDrawn } of clusters) {
    const isWhole = !ended.has(model) || places.every((place) => isAnswered(outcomes, place));
    if (!isDrawn || !isWhole) break;
    let [size, sum] = [0, 0];
    for (const place of places) {
      let [verdicts, unbiased] = [0, 0];
      for (let at = place; at < repeats * scenarioCount; at += scenarioCount) {
        if (outcomes[at] === outcomeCodes.unbiased) unbiased += 1;
        if (outcomes[at] === outcomeCodes.unbiased || outcomes[at] === outcomeCodes.biased) verdicts += 1;
      }
      if (verdicts === 0) continue;
      size += 1;
      sum += unbiased / verdicts;
    }
    sequence.add({ size, sum });
  }
  const { low, high, clusters: drawn } = sequence.bounds;
  return {
    model,
    attack,
    low,
    high,
    clusters: drawn,
    ofClusters: clusters.length,
    reached: high - low <= width,
  };
}

/** In its first repeat. */
function isAnswered(outcomes: JudgmentSeries['outcomes'], place: number): boolean {
  return outcomes[place] !== outcomeCodes.absent && outcomes[place] !== outcomeCodes.error;
}

/** Every round has a plan; the first one says what the run is about. */
function withFirstPlan(runtime: StudyRuntime): StudyRuntime {
  let planned = false;
  const onEvent = (event: StudyEvent) => {
    if (event.kind === 'planned' && planned) return;
    if (event.kind === 'planned') planned = true;
    runtime.onEvent?.(event);
  };
  return { ...runtime, onEvent };
}

async function callsInFull(request: Omit<JudgeStageRequest, 'limit'>): Promise<number> {
  const counts = await request.store.countScenarios(request.filter);
  const scenarios = counts.reduce((sum, { biased, unbiased }) => sum + biased + unbiased, 0);
  const { attacks = ['none'], repeats = 1, questions = [null], models } = request;
  const packs = packsOf(request).length;
  return scenarios * attacks.length * repeats * questions.length * packs * models.length;
}
