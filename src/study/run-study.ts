import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors/errors.ts';
import { peopleSample } from '../measures/inputs/people-judgments.ts';
import { loadPromptPacks } from '../prompts/load-prompt-pack.ts';
import { sampleScenarios } from '../stages/sample.ts';
import type { Store } from '../store/contract/store.ts';
import type { Study, StudyDataset } from './file/study-schema.ts';
import { importPeopleFiles, importScenarioFiles } from './imports/import-files.ts';
import { studyFilter } from './measure-study.ts';
import { datasetLocation, type PrepareSummary, prepareDataset } from './prepare.ts';
import {
  type CallOptions,
  defaultLimits,
  recordRun,
  type StudyOptions,
  type StudyRuntime,
  studyRuntime,
} from './runtime.ts';
import { joinWork, reachOf, type WorkerOptions } from './sharing/join-work.ts';
import { usualRanges } from './sharing/share-stage.ts';
import type { AgreeSummary, AnswerSummary, EmulateSummary, ExplainSummary, JudgeSummary } from './stages.ts';
import { StudyStages, studyCalls } from './study-stages.ts';
import { chooseScenarios, stratifyFields } from './subjects/choose-subjects.ts';
import { joinTurns } from './summaries/join-turns.ts';
import { type PeopleSample, samplePeople } from './validity/people-sample.ts';
import type { SensitivitySummary } from './validity/sensitivity.ts';
import type { TextScoreSummary } from './validity/text-scores.ts';
import { refusedSets, twinsFor } from './validity/twins.ts';

/** Where a study is stored, and how its calls are made. */
export interface RunStudyOptions extends StudyOptions {
  readonly store: Store;
  /** How the calls are made, over what the study says. */
  readonly calls?: CallOptions;
  /** What the run is called in the store's list of runs. */
  readonly command?: string;
  /** What this machine does of the study, where several share the store. */
  readonly worker?: WorkerOptions;
}

/** What the stages of a study gave; null for a stage that the study does not ask for, or that an interrupted run did not reach. */
export interface StudySummary {
  readonly study: string;
  readonly prepared: readonly PrepareSummary[];
  readonly emulated: EmulateSummary | null;
  readonly judged: JudgeSummary | null;
  readonly sensitivity: SensitivitySummary | null;
  /** Judgments of twins. */
  readonly twins: JudgeSummary | null;
  readonly contamination: readonly TextScoreSummary[] | null;
  /** The sample that people judge. */
  readonly people: PeopleSample | null;
  readonly explained: ExplainSummary | null;
  readonly agreed: AgreeSummary | null;
  readonly answered: AnswerSummary | null;
  /** True where something that the study asks for is missing: a call failed, or the run was stopped. */
  readonly partial: boolean;
}

/**
 * Runs prepare, emulate, sample, judge, sensitivity, twins, explain, agree and answer as far as the study asks. What is stored already is
 * not done again. Nothing is printed: `onEvent` gets what happens.
 * @throws UsageError for a missing key or dataset, before any call; StoreError where the store cannot be written
 * @example
 * const study = defineStudy({ datasets: ['sample'], models: ['baseline:coin'], judge: { attacks: ['none'] } });
 * const store = await openSqliteStore(':memory:');
 * const { judged } = await runStudy(study, { store, onEvent: (event) => console.log(event.kind) });
 * console.log(judged?.outcomes);
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudySummary> {
  const { store, calls = {}, command = 'runStudy', worker = {}, ...rest } = options;
  const runtime = studyRuntime(rest);
  const packs = await loadPromptPacks(study.prompts, study.promptLanguage);
  const mayAsk = reachOf(study, worker, store.shared !== undefined);
  const own = studyCalls(study, calls);
  const work = await joinWork(store, { study, packs, calls: own, command, signal: runtime.signal, mayAsk });
  const { concurrency = defaultLimits.concurrency } = own;
  const sharing = work && { work, mostRanges: worker.ranges ?? usualRanges(concurrency) };
  try {
    return await recordRun(runtime, store, command, async (recorder) => {
      const shared = { mayAsk, ...(sharing && { sharing }) };
      const stages = new StudyStages({
        ...{ runtime, store, study, calls, packs, dryRun: false, recorder },
        ...shared,
      });
      return runStages(runtime, stages, store, study);
    });
  } finally {
    await work?.close();
  }
}

async function runStages(
  runtime: StudyRuntime,
  stages: StudyStages,
  store: Store,
  study: Study,
): Promise<StudySummary> {
  await stages.requireModels();
  const prepared = await prepareStudy(runtime, store, study);
  const emulated = await stages.emulate();
  const isEmulated = !stages.waits && (await stages.whenDone('emulate'));
  const names = study.models.map(({ model }) => model);
  const later = isEmulated ? await laterStages(runtime, stages, store, study, names) : leftForLater(runtime);
  const { judged, sensitivity, twins, explained, agreed, answered } = later;
  const all = [emulated, judged, sensitivity, twins, explained, agreed, answered];
  const isPartial = runtime.signal.aborted || stages.isLeft;
  const partial = isPartial || all.some((summary) => summary?.partial === true);
  return { study: study.name, prepared, emulated, ...later, partial };
}

type LaterStages = Omit<StudySummary, 'study' | 'prepared' | 'emulated' | 'partial'>;

async function laterStages(
  runtime: StudyRuntime,
  stages: StudyStages,
  store: Store,
  study: Study,
  names: readonly string[],
): Promise<LaterStages> {
  await drawSamples(store, study);
  await makeStudyTwins(store, study);
  const asked = await askInTurns(stages, names);
  return { ...asked, people: runtime.signal.aborted ? null : await askPeople(store, study) };
}

/**
 * All stages after each other. Where servers are started, all stages of one model before those of the next, so that each is loaded
 * once; and agreeing, which needs everybody's explanations, at the end.
 */
async function askInTurns(
  stages: StudyStages,
  names: readonly string[],
): Promise<Omit<LaterStages, 'people'>> {
  const turns = stages.turns();
  const judged: (JudgeSummary | null)[] = [];
  const sensitivity: (SensitivitySummary | null)[] = [];
  const twins: (JudgeSummary | null)[] = [];
  const contamination: (readonly TextScoreSummary[] | null)[] = [];
  const explained: (ExplainSummary | null)[] = [];
  const agreed: (AgreeSummary | null)[] = [];
  const answered: (AnswerSummary | null)[] = [];
  for (const turn of turns) {
    judged.push(await stages.judge(turn));
    sensitivity.push(await stages.sensitivity(turn));
    twins.push(await stages.judgeTwins(turn));
    contamination.push(await stages.contamination(turn));
    explained.push(await stages.explain(turn));
    if (turns.length > 1) answered.push(await stages.answer(turn));
  }
  if (await stages.whenDone('explain')) {
    for (const turn of stages.turns()) agreed.push(await stages.agree(turn));
  }
  if (turns.length === 1) answered.push(await stages.answer());
  return {
    judged: joinTurns(judged, names),
    sensitivity: joinTurns(sensitivity, names),
    twins: joinTurns(twins, names),
    contamination: contamination.every((each) => each === null)
      ? null
      : contamination.flatMap((each) => each ?? []),
    explained: joinTurns(explained, names),
    agreed: joinTurns(agreed, names),
    answered: joinTurns(answered, names),
  };
}

/** Samples are drawn once, and of all scenarios: not of those that a batch has written so far. */
function leftForLater({ onEvent }: StudyRuntime): LaterStages {
  const message = 'The other stages follow when all scenarios are emulated. Run the study again.';
  onEvent?.({ kind: 'notice', message });
  const none = { judged: null, sensitivity: null, twins: null, contamination: null, people: null };
  return { ...none, explained: null, agreed: null, answered: null };
}

/** Reads the study's datasets into the store. */
export async function prepareStudy(
  runtime: StudyRuntime,
  store: Store,
  study: Study,
): Promise<readonly PrepareSummary[]> {
  const prepared: PrepareSummary[] = [];
  for (const dataset of study.datasets) {
    const summary = await prepareOne(runtime, store, dataset);
    if (summary === null) continue;
    runtime.onEvent?.({ kind: 'prepared', summary });
    prepared.push(summary);
  }
  return prepared;
}

/** Marks the study's samples, over everything that it could judge. */
export async function drawSamples(store: Store, study: Study): Promise<void> {
  const filter = studyFilter({ ...study, judge: undefined });
  for (const { name, size, seed, stratify } of study.samples) {
    await sampleScenarios({ store, filter, name, size, seed, stratify: stratifyFields(stratify) });
  }
}

/** Makes the study's twins; none where it asks for none. */
export async function makeStudyTwins(store: Store, { twins, datasets, file }: Study): Promise<void> {
  if (twins === undefined) return;
  const { n: size, seed, reviewed } = twins;
  const refused = reviewed === undefined ? undefined : await refusedSets(resolve(dirname(file), reviewed));
  await twinsFor({ store, datasets: datasets.map(({ dataset }) => dataset), size, seed, refused });
}

/** Draws the sample that people judge, and imports what they said where the study names a file that is there. */
async function askPeople(store: Store, study: Study): Promise<PeopleSample | null> {
  const { people, file } = study;
  if (people === undefined) return null;
  const { n: size, seed, judgments } = people;
  const filter = studyFilter(study);
  const sample = await samplePeople({ store, size, seed, name: peopleSample, filter, keeps: true });
  const path = judgments === undefined ? null : resolve(dirname(file), judgments);
  if (path !== null && existsSync(path)) {
    await importPeopleFiles({ store, files: [path], reading: {}, skipInvalid: false });
  }
  return sample;
}

/** @returns null for a dataset that was imported and is there already */
async function prepareOne(
  runtime: StudyRuntime,
  store: Store,
  dataset: StudyDataset,
): Promise<PrepareSummary | null> {
  const { from, preset, settings, categories, skipInvalid } = dataset;
  const source = runtime.datasets.find(({ id }) => id === dataset.dataset);
  if (source === undefined) {
    if (from !== undefined) return importOwnTable(store, dataset, from);
    await chooseScenarios(runtime, store, { datasets: [dataset.dataset] });
    return null;
  }
  if (dataset.columns !== undefined || dataset.gold !== undefined) throw notOwn(dataset.dataset);
  return prepareDataset({
    store,
    source,
    from: await datasetLocation(source, from, runtime.environment),
    options: {
      preset,
      skipInvalid,
      ...(settings === undefined ? {} : { settings }),
      ...(categories === undefined ? {} : { categories }),
    },
  });
}

/** A table of the user's own takes the place of what was read from it before. */
async function importOwnTable(
  store: Store,
  { dataset, columns, gold, skipInvalid }: StudyDataset,
  from: string,
): Promise<PrepareSummary> {
  const file = statSync(from, { throwIfNoEntry: false });
  if (file?.isDirectory() === true) throw notReadable(dataset);
  if (file === undefined) {
    throw new UsageError('There is no such file.', {
      where: `datasets: from: ${from}`,
      advice: 'Paths are relative to the study file. Correct the path, or put the file there.',
    });
  }
  const reading = {
    dataset,
    ...(columns === undefined ? {} : { columns }),
    ...(gold === undefined ? {} : { gold }),
  };
  const [result] = await importScenarioFiles({ store, files: [from], reading, skipInvalid, replaces: true });
  if (result === undefined) throw notReadable(dataset);
  const { scenarios, controls, skipped, leftOut, invalid, added } = result;
  const counts = { scenarios, gold: result.gold, controls, skipped, leftOut, invalid };
  return { dataset, ...counts, missingFiles: [], added, unchanged: scenarios - added, deactivated: 0 };
}

function notOwn(dataset: string): UsageError {
  return new UsageError(`The columns of the dataset "${dataset}" are known.`, {
    where: 'datasets: columns, gold',
    advice: 'Leave "columns" and "gold" out, or give the table of your own another name.',
  });
}

function notReadable(dataset: string): UsageError {
  return new UsageError(`There is no reader of the dataset "${dataset}".`, {
    where: 'datasets: from',
    expected: 'a table of scenarios as a file, a dataset that "hvsb data" lists, or one of hvsb.config.ts',
    advice: 'Name one file, not a folder, or correct the name of the dataset.',
  });
}
