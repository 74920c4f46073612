import { datasetSources } from '../../datasets/registry.ts';
import { loadPromptPack } from '../../prompts/prompt-pack.ts';
import type { RunRecorder } from '../../stages/run-recorder.ts';
import { sampleScenarios } from '../../stages/sample.ts';
import type { Store } from '../../store/contract/store.ts';
import type { Study, StudyDataset } from '../../study/study-schema.ts';
import type { CommandContext } from '../command-context.ts';
import type { CallOptions } from '../options.ts';
import type { AgreeSummary, AnswerSummary, ExplainSummary, JudgeSummary } from './calls.ts';
import { chooseScenarios, stratifyFields } from './choose-subjects.ts';
import type { EmulateSummary } from './emulate.ts';
import { studyFilter } from './metrics.ts';
import { datasetLocation, type PrepareSummary, prepareStep } from './prepare.ts';
import { StudyStages } from './study-stages.ts';

/** What the stages of a study gave; null for a stage that the file does not ask for, or that an interrupted run did not reach. */
export interface StudySummary {
  readonly study: string;
  readonly prepared: readonly PrepareSummary[];
  readonly emulated: EmulateSummary | null;
  readonly judged: JudgeSummary | null;
  readonly explained: ExplainSummary | null;
  readonly agreed: AgreeSummary | null;
  readonly answered: AnswerSummary | null;
  readonly partial: boolean;
}

/**
 * Runs prepare, emulate, sample, judge, explain, agree and answer as far as the study asks. What is stored
 * already is not done again.
 */
export async function runStudy(
  context: CommandContext,
  store: Store,
  study: Study,
  options: CallOptions,
  recorder: RunRecorder,
): Promise<StudySummary> {
  const prompts = await loadPromptPack(study.prompts);
  const stages = new StudyStages(context, store, study, options, prompts, recorder);
  await stages.requireModels();
  const prepared = await prepareStudy(context, store, study);
  const emulated = await stages.emulate();
  await drawSamples(store, study);
  const judged = await stages.judge();
  const explained = await stages.explain();
  const agreed = await stages.agree();
  const answered = await stages.answer();
  const summaries = [emulated, judged, explained, agreed, answered];
  const partial = context.interrupted || summaries.some((summary) => summary?.partial === true);
  return { study: study.name, prepared, emulated, judged, explained, agreed, answered, partial };
}

/** Reads the study's datasets into the store. */
export async function prepareStudy(
  context: CommandContext,
  store: Store,
  study: Study,
): Promise<readonly PrepareSummary[]> {
  const prepared: PrepareSummary[] = [];
  for (const dataset of study.datasets) {
    const summary = await prepareDataset(context, store, dataset);
    if (summary !== null) prepared.push(summary);
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

/** @returns null for a dataset that was imported and is there already */
async function prepareDataset(
  context: CommandContext,
  store: Store,
  dataset: StudyDataset,
): Promise<PrepareSummary | null> {
  const source = datasetSources.find((each) => each.id === dataset.dataset);
  if (source === undefined) {
    await chooseScenarios(store, { datasets: [dataset.dataset] });
    return null;
  }
  const { minAnnotatorAgreement, categories } = dataset;
  const summary = await prepareStep({
    store,
    source,
    from: await datasetLocation(source, dataset.from, context),
    options: {
      preset: dataset.preset,
      ...(minAnnotatorAgreement === undefined ? {} : { minAnnotatorAgreement }),
    },
    ...(categories === undefined ? {} : { categories }),
    skipInvalid: dataset.skipInvalid,
  });
  const { scenarios, gold, controls, skipped, missingFiles } = summary;
  context.stderr.write(
    `${source.id}: ${scenarios} scenarios, ${gold.biased} biased, ${controls} controls${skipped.length > 0 ? `, ${skipped.length} items skipped ("hvsb prepare" lists them)` : ''}${missingFiles.length > 0 ? `; without ${missingFiles.join(', ')}` : ''}\n`,
  );
  return summary;
}
