import { noAttack } from '../../../core/condition.ts';
import type { NotesView } from '../../../core/note.ts';
import type { ListedAgreement } from '../../../core/view/explanation-view.ts';
import type { RunRecord } from '../../../core/view/run-record.ts';
import type { ScenarioDetail } from '../../../core/view/scenario-view.ts';
import type { DataFiles, StudyView } from '../../../core/view/view-api.ts';
import type { AgreementPosition, AgreementSlice, StudyIndex } from '../../../store/contract/study.ts';
import { notesIn } from '../notes/note-routes.ts';
import { explainedPositions, explainedScenarios } from '../scenarios/list-pages.ts';
import { scenarioRowsFrom, seriesOf } from '../scenarios/scenario-list.ts';
import type { StudyService } from '../study-service.ts';

export interface DataFile {
  /** Below `data/`. */
  readonly file: string;
  /** Whole, or piece by piece. */
  readonly content: string | AsyncIterable<string>;
}

const rowsPerFile = 1000;
const explanationsPerFile = 100;
const agreementsPerFile = 500;
/** What a file of details is to weigh, in characters; one scenario alone may weigh more. */
const detailFileLength = 500_000;
/** Scenarios whose details determine how many go into a file. */
const weighed = 20;

/** All that the page of a study shows, file by file; see core/view/view-api.ts. */
export async function* siteData(service: StudyService): AsyncGenerator<DataFile> {
  const { watch } = service;
  const metrics = await watch.wholeMetrics();
  const index = await watch.index();
  const study: StudyView = { ...(await service.study()), exportedAt: Date.now() };
  yield json('study.json', study);
  yield { file: 'metrics.json', content: metrics.json };
  yield { file: 'metrics.csv', content: metrics.csv };
  yield json('conditions.json', await service.conditions());
  yield json('runs.json', await allRuns(service));
  const readOnly = 'This is a copy: notes are written on the page of the study itself.';
  yield json('notes.json', { notes: await notesIn(service.store), readOnly } satisfies NotesView);
  yield { file: 'scenarios.csv', content: service.scenarioCsv(index, {}) };
  yield { file: 'agreements.csv', content: service.agreementCsv(index, {}) };
  const scenarioRowFiles = yield* scenarioRows(service, index);
  const scenarioDetailFiles = yield* scenarioDetails(service, index);
  const explanationFiles = yield* explanations(service, index);
  const agreements = yield* agreementFiles(service, index);
  const files: DataFiles = {
    scenarioRowFiles,
    scenarioDetailFiles,
    explanationFiles,
    ...agreements,
    series: seriesOf(index),
  };
  yield json('files.json', files);
}

function json(file: string, value: unknown): DataFile {
  return { file, content: JSON.stringify(value) };
}

async function allRuns({ store, runs }: StudyService): Promise<RunRecord[]> {
  return (await store.runs({})).map((run) => runs.of(run, Date.now()));
}

async function* scenarioRows(service: StudyService, index: StudyIndex): AsyncGenerator<DataFile, number> {
  const matches = await service.search.find(index, {});
  let files = 0;
  for (let start = 0; start < matches.positions.length; start += rowsPerFile) {
    const rows = await scenarioRowsFrom(service.store, matches, start, rowsPerFile);
    yield json(`scenarios/rows-${files}.json`, rows);
    files += 1;
  }
  return files;
}

/** Scenarios lie in the file that their id determines, so that each is found without a list. */
async function* scenarioDetails(service: StudyService, index: StudyIndex): AsyncGenerator<DataFile, number> {
  const ids = await service.store.scenarioIds([...index.scenario]);
  const files = await detailFiles(service, index, ids);
  const byFile = Map.groupBy(ids, (id) => Number.parseInt(id.slice(0, 8), 16) % files);
  for (let file = 0; file < files; file += 1) {
    const details: Record<string, ScenarioDetail> = {};
    for (const id of byFile.get(file) ?? []) {
      const detail = await service.scenario(index, id);
      if (detail !== null) details[id] = detail;
    }
    yield json(`scenarios/details-${file}.json`, details);
  }
  return files;
}

async function detailFiles(
  service: StudyService,
  index: StudyIndex,
  ids: readonly string[],
): Promise<number> {
  const step = Math.max(1, Math.floor(ids.length / weighed));
  const some = ids.filter((_, at) => at % step === 0);
  let length = 0;
  for (const id of some) length += JSON.stringify(await service.scenario(index, id)).length;
  const mean = length / Math.max(1, some.length);
  return Math.max(1, Math.ceil((mean * ids.length) / detailFileLength));
}

async function* explanations(service: StudyService, index: StudyIndex): AsyncGenerator<DataFile, number> {
  const positions = await explainedPositions(service.search, index, {});
  let files = 0;
  for (let start = 0; start < positions.length; start += explanationsPerFile) {
    const page = positions.subarray(start, start + explanationsPerFile);
    yield json(`explanations/${files}.json`, await explainedScenarios(service.store, index, page, noAttack));
    files += 1;
  }
  return files;
}

async function* agreementFiles(
  service: StudyService,
  index: StudyIndex,
): AsyncGenerator<DataFile, Pick<DataFiles, 'explainers' | 'raters' | 'agreementFiles'>> {
  const conditions = await service.store.conditions();
  const modelsOf = (stage: string) => [
    ...new Set(conditions.flatMap((condition) => (condition.stage === stage ? [condition.model] : []))),
  ];
  const [explainers, raters] = [modelsOf('explain'), modelsOf('agree')];
  const pairs: { explainer: number; rater: number; files: number }[] = [];
  for (const [e, explainer] of explainers.entries()) {
    for (const [r, rater] of raters.entries()) {
      let files = 0;
      for await (const rows of agreementsOf(service, index, explainer, rater)) {
        yield json(`agreements/${e}-${r}-${files}.json`, rows);
        files += 1;
      }
      if (files > 0) pairs.push({ explainer: e, rater: r, files });
    }
  }
  return { explainers, raters, agreementFiles: pairs };
}

async function* agreementsOf(
  { store }: StudyService,
  index: StudyIndex,
  explainer: string,
  rater: string,
): AsyncGenerator<readonly ListedAgreement[]> {
  const query = { explainer: [explainer], rater: [rater] };
  let after: AgreementPosition | null = null;
  do {
    const { rows, last }: AgreementSlice = await store.agreementSlice(index, query, after, agreementsPerFile);
    if (rows.length > 0) yield rows;
    after = last;
  } while (after !== null);
}
