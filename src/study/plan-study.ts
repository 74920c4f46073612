import type { Stage } from '../core/condition.ts';
import { isTwinDataset } from '../core/twins.ts';
import { findDatasetSource } from '../datasets/registry.ts';
import { UsageError } from '../errors/errors.ts';
import { loadPromptPacks } from '../prompts/load-prompt-pack.ts';
import type { Store } from '../store/contract/store.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { PlannedEvent } from './events.ts';
import type { Study } from './file/study-schema.ts';
import { explanationTokens, nominalPlans } from './nominal-plans.ts';
import { datasetLocation } from './prepare.ts';
import { drawSamples, makeStudyTwins, prepareStudy } from './run-study.ts';
import {
  type CallOptions,
  describeChoice,
  engineLimits,
  keyPlaceOf,
  type ModelChoice,
  otherWayOf,
  priceOf,
  type StudyOptions,
  type StudyRuntime,
  studyRuntime,
} from './runtime.ts';
import { servedNote } from './serving/served-models.ts';
import { choicesFor, StudyStages, studyCalls } from './study-stages.ts';

/** Over what a study is planned. */
export interface PlanStudyOptions extends StudyOptions {
  /** Where results are stored already; absent or null where there are none. It is only read. */
  readonly store?: Store | null;
  readonly calls?: CallOptions;
}

/** What the calls of a study would be: a plan for each stage that it asks for. */
export type StudyPlan = readonly PlannedEvent[];

interface Planning {
  readonly runtime: StudyRuntime;
  readonly study: Study;
  readonly calls: CallOptions;
  readonly plans: PlannedEvent[];
}

/**
 * Plans the calls of a study; nothing is written or sent. Counted over what is stored, else over the datasets on this
 * machine, else from what the published datasets hold.
 * @throws UsageError for an unknown model, prompt pack or dataset
 * @example
 * const plan = await planStudy(defineStudy({ datasets: ['sample'], models: ['baseline:coin'], judge: {} }));
 * for (const { stage, models } of plan) console.log(stage, models.map(({ planned }) => planned));
 */
export async function planStudy(study: Study, options: PlanStudyOptions = {}): Promise<StudyPlan> {
  const { store = null, calls = {}, ...rest } = options;
  const plans: PlannedEvent[] = [];
  const runtime = studyRuntime({
    ...rest,
    onEvent: (event) => {
      if (event.kind === 'planned') plans.push(event);
      rest.onEvent?.(event);
    },
  });
  const planning = { runtime, study, calls, plans };
  if (store !== null && (await holdsStudy(store, study))) await planOverStore(planning, store);
  else await planOverDatasets(planning);
  return plans;
}

async function planOverDatasets(planning: Planning): Promise<void> {
  const { runtime, study } = planning;
  const absent = await absentDatasets(runtime, study);
  if (absent.length > 0) {
    const note = `Counted from what the published datasets hold: ${absent.join(', ')} not on this machine.`;
    for (const stage of ['emulate', 'judge', 'explain', 'agree', 'answer'] as const) {
      await planNominally(planning, stage, note);
    }
    return;
  }
  const store = await openSqliteStore(':memory:');
  try {
    await prepareStudy(runtime, store, study);
    await drawSamples(store, study);
    await makeStudyTwins(store, study);
    await planOverStore(planning, store);
  } finally {
    await store.close();
  }
}

async function planOverStore(planning: Planning, store: Store): Promise<void> {
  const { runtime, study, calls } = planning;
  const packs = await loadPromptPacks(study.prompts, study.promptLanguage);
  const stages = new StudyStages({ runtime, store, study, calls, packs, dryRun: true, recorder: null });
  await stages.emulate();
  await stages.judge();
  await stages.sensitivity();
  await stages.judgeTwins();
  await stages.contamination();
  await stages.explain();
  const explanations = await store.countExplanations({
    datasets: study.datasets.map(({ dataset }) => dataset),
  });
  if (explanations > 0) await stages.agree();
  else planAgreements(planning);
  await stages.answer();
}

/** Every rater reads what every explainer would write, as far as the plan of the stage before says. */
function planAgreements({ runtime, study, calls, plans }: Planning): void {
  const { agree } = study;
  const explain = plans.findLast(({ stage }) => stage === 'explain');
  if (agree === undefined || explain === undefined) return;
  const { explainers } = agree;
  const writers = explain.models.filter(({ model }) => explainers?.includes(model) ?? true);
  const planned = agree.repeat * writers.reduce((sum, writer) => sum + writer.planned, 0);
  const left = writers.reduce((sum, writer) => sum + writer.planned - writer.stored, 0);
  const tokens = writers.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
  const each = left === 0 ? 0 : tokens / left + explanationTokens;
  const raters = agree.raters?.map(
    (model) => study.models.find((known) => known.model === model) ?? { model },
  );
  const choices = choicesFor(raters ?? study.models, calls);
  const models = choices.map((choice) => ({
    model: choice.model,
    planned,
    stored: 0,
    inputTokens: Math.round(planned * each),
    outputTokens: null,
    outputTokensAtMost: planned * agree.maxTokens,
    price: priceOf(runtime, choice),
    keyPlace: keyPlaceOf(runtime, choice),
    remote: describeChoice(runtime, choice).remote,
    ...(choice.serve === undefined ? {} : { served: true as const }),
    ...otherWayOf(runtime, choice),
  }));
  const note = 'There are no explanations yet: counted as if each model gave all that are asked for.';
  const limits = engineLimits(studyCalls(study, calls));
  runtime.onEvent?.({
    kind: 'planned',
    stage: 'agree',
    models,
    limits,
    notes: [note, ...servedNotes(choices)],
  });
}

function servedNotes(choices: readonly ModelChoice[]): readonly string[] {
  const note = servedNote(choices);
  return note === null ? [] : [note];
}

async function planNominally({ runtime, study, calls }: Planning, stage: Stage, note: string): Promise<void> {
  const packs = await loadPromptPacks(study.prompts, study.promptLanguage);
  const isKnown = ({ dataset }: { readonly dataset: string }) => isPublished(runtime, dataset);
  const known = { ...study, datasets: study.datasets.filter(isKnown) };
  const limits = engineLimits(studyCalls(study, calls));
  for (const { plans, purpose } of nominalPlans(known, packs, runtime.datasets).filter(
    (each) => each.stage === stage,
  )) {
    const choices = plans.map(({ model }) => {
      const own = study.models.find((each) => each.model === model) ?? { model };
      const [choice = { model }] = choicesFor([own], calls);
      return choice;
    });
    const models = plans.map((plan, place) => {
      const choice = choices[place] ?? { model: plan.model };
      const keyPlace = keyPlaceOf(runtime, choice);
      const { remote } = describeChoice(runtime, choice);
      const served = choice.serve === undefined ? {} : { served: true as const };
      const otherWay = otherWayOf(runtime, choice);
      return { ...plan, price: priceOf(runtime, choice), keyPlace, remote, ...served, ...otherWay };
    });
    runtime.onEvent?.({
      kind: 'planned',
      stage,
      ...(purpose === undefined ? {} : { purpose }),
      models,
      limits,
      notes: [note, ...servedNotes(choices)],
    });
  }
}

/** Whether the store holds all datasets and samples of the study. */
async function holdsStudy(store: Store, study: Study): Promise<boolean> {
  const datasets = (await store.countScenarios({})).map((count) => count.dataset);
  const samples = (await store.samples()).map((sample) => sample.name);
  return (
    study.datasets.every(({ dataset }) => datasets.includes(dataset)) &&
    (study.twins === undefined || datasets.some(isTwinDataset)) &&
    study.samples.every(({ name }) => samples.includes(name))
  );
}

async function absentDatasets(runtime: StudyRuntime, study: Study): Promise<readonly string[]> {
  const absent: string[] = [];
  for (const { dataset, from } of study.datasets) {
    // A folder, or a table of the user's own: reading it says what is wrong with it.
    if (from !== undefined) continue;
    try {
      const source = findDatasetSource(dataset, runtime.datasets);
      await datasetLocation(source, from, runtime.environment);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      absent.push(dataset);
    }
  }
  return absent;
}

function isPublished({ datasets }: StudyRuntime, dataset: string): boolean {
  return datasets.some((source) => source.id === dataset);
}
