import type { PlannedCalls, PlannedDataset, SetupPlan } from '../../core/view/setup-page.ts';
import { UsageError } from '../../errors/errors.ts';
import { halfWidth } from '../../stats/planning/plan-comparison.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import type { PlannedEvent, PlannedModel } from '../events.ts';
import type { Study } from '../file/study-schema.ts';
import { studyFilter } from '../measure-study.ts';
import { planStudy } from '../plan-study.ts';
import { type DatasetPlan, planDifference } from '../planning/plan-difference.ts';
import { datasetLocation } from '../prepare.ts';
import { drawSamples, makeStudyTwins, prepareStudy } from '../run-study.ts';
import { type StudyOptions, type StudyRuntime, studyRuntime } from '../runtime.ts';

/** Sizes of a sample to choose from, as far as there are so many scenarios. */
const usualSizes = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000];

/** Datasets that were read for a plan, in memory. */
interface PreparedData {
  readonly key: string;
  readonly store: Store;
}

/**
 * Plans studies before they run: what would be sent, what that costs, and how wide the interval of a difference will be.
 * Datasets are read into memory and stay there for the next plan; one plan is made after the other.
 */
export class SetupPlanner {
  #data: PreparedData | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  /** @throws UsageError, DataError, PromptError: what is wrong with the study */
  plan(study: Study, options: StudyOptions): Promise<SetupPlan> {
    const planned = this.#turn.then(() => this.#plan(study, options));
    this.#turn = planned.catch(() => undefined);
    return planned;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#data?.store.close();
    this.#data = null;
  }

  async #plan(study: Study, options: StudyOptions): Promise<SetupPlan> {
    const runtime = studyRuntime(options);
    const absent = await absentDatasets(runtime, study);
    if (absent.length > 0) {
      const plans = await planStudy(study, options);
      const note = `How sure the results will be is known when ${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} on this machine.`;
      return planOf(plans, [], [note]);
    }
    const store = await this.#prepared(runtime, study);
    await drawSamples(store, study);
    await makeStudyTwins(store, study);
    const plans = await planStudy(study, { ...options, store });
    return planOf(plans, await widthsOf(store, study), []);
  }

  async #prepared(runtime: StudyRuntime, study: Study): Promise<Store> {
    const key = JSON.stringify([study.datasets, await fileStamps(study)]);
    if (this.#data?.key === key) return this.#data.store;
    await this.#data?.store.close();
    this.#data = null;
    const store = await openSqliteStore(':memory:');
    try {
      await prepareStudy({ ...runtime, onEvent: undefined }, store, study);
    } catch (error) {
      await store.close();
      throw error;
    }
    this.#data = { key, store };
    return store;
  }
}

/** A file of one's own that was changed is read again. */
async function fileStamps({ datasets }: Study): Promise<readonly number[]> {
  const { stat } = await import('node:fs/promises');
  return Promise.all(
    datasets.map(async ({ from }) =>
      from === undefined ? 0 : ((await stat(from).catch(() => null))?.mtimeMs ?? 0),
    ),
  );
}

/** Published datasets that are not on this machine. */
async function absentDatasets(runtime: StudyRuntime, { datasets }: Study): Promise<readonly string[]> {
  const absent: string[] = [];
  for (const { dataset, from } of datasets) {
    const source = runtime.datasets.find(({ id }) => id === dataset);
    if (from !== undefined || source === undefined) continue;
    try {
      await datasetLocation(source, from, runtime.environment);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      absent.push(dataset);
    }
  }
  return absent;
}

/** As `hvsb plan` counts: by clusters, with the variance of defaults, because nothing was judged yet. */
async function widthsOf(store: Store, study: Study): Promise<readonly PlannedDataset[]> {
  if (study.judge === undefined) return [];
  const { attacks } = study.judge;
  const goal = {
    difference: 0.05,
    power: 0.8,
    models: Math.max(2, study.models.length),
    attacks: attacks.length,
  };
  const filter = studyFilter(study);
  const { sample: _, ...everything } = filter;
  const chosen = await planDifference(store, filter, goal);
  const all = await planDifference(store, everything, goal);
  const counts = await store.countScenarios(everything);
  const total = counts.reduce((sum, { biased, unbiased }) => sum + biased + unbiased, 0);
  const sizes = [...usualSizes.filter((size) => size < total), total];
  return all.map((whole) => {
    const own = chosen.find(({ dataset }) => dataset === whole.dataset);
    const available = own?.available ?? { scenarios: 0, clusters: 0 };
    return {
      dataset: whole.dataset,
      scenarios: available.scenarios,
      clusters: available.clusters,
      halfWidth: halfWidth(whole.components, available),
      sizes: sizes.map((size) => ({ size, halfWidth: widthOfShare(whole, size / total) })),
    };
  });
}

/** Of a sample that has this share of the scenarios, spread over all clusters as far as it reaches. */
function widthOfShare({ components, available }: DatasetPlan, share: number): number | null {
  const scenarios = Math.round(available.scenarios * share);
  return halfWidth(components, { scenarios, clusters: available.clusters });
}

function planOf(
  plans: readonly PlannedEvent[],
  datasets: readonly PlannedDataset[],
  notes: readonly string[],
): SetupPlan {
  const stages = plans.flatMap(({ stage, models }) => models.map((model) => callsOf(stage, model)));
  const costs = stages.map(({ usdAtMost }) => usdAtMost);
  return {
    datasets,
    stages,
    usdAtMost: costs.includes(null) ? null : costs.reduce<number>((sum, usd) => sum + (usd ?? 0), 0),
    notes: [...new Set([...notes, ...plans.flatMap((plan) => plan.notes)])],
  };
}

function callsOf(stage: string, planned: PlannedModel): PlannedCalls {
  const { model, inputTokens, outputTokensAtMost, price, remote } = planned;
  const calls = planned.planned - planned.stored;
  if (!remote) return { stage, model, calls, usdAtMost: 0 };
  const usdAtMost =
    price === null
      ? null
      : (inputTokens * price.inputPerMillion + outputTokensAtMost * price.outputPerMillion) / 1e6;
  return { stage, model, calls, usdAtMost };
}
