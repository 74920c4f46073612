import type { ExplainedScenario, ListedAgreement } from '../../../src/core/view/explanation-view.ts';
import { findScenarios, matchWords } from '../../../src/core/view/scenario-match.ts';
import type { ScenarioDetail, ScenarioRow } from '../../../src/core/view/scenario-view.ts';
import type { DataFiles, Page } from '../../../src/core/view/view-api.ts';
import { RequestError, request } from './request.ts';
import type { StudyData } from './study-data.ts';

const folder = 'data';
const cached = new Map<string, Promise<unknown>>();

/** A file of the exported folder, fetched once. */
function file<T>(name: string): Promise<T> {
  const known = cached.get(name);
  // Every name has one shape, given in core/view/view-api.ts.
  if (known !== undefined) return known as Promise<T>;
  const asked = request<T>(`${folder}/${name}`);
  cached.set(name, asked);
  asked.catch(() => cached.delete(name));
  return asked;
}

/** The study in an exported folder: searching, filtering and sorting happen here. */
export const fileData: StudyData = {
  study: () => file('study.json'),
  metrics: () => file('metrics.json'),
  async scenarios(query, limit) {
    const { series } = await file<DataFiles>('files.json');
    const found = findScenarios(await scenarioRows(), query, series);
    const offset = query.offset ?? 0;
    return {
      revision: 0,
      total: found.length,
      rows: found.slice(offset, offset + limit),
      next: null,
      series,
    };
  },
  async scenario(id) {
    const { scenarioDetailFiles } = await file<DataFiles>('files.json');
    const number = Number.parseInt(id.slice(0, 8), 16) % scenarioDetailFiles;
    const details = Number.isNaN(number)
      ? {}
      : await file<Readonly<Record<string, ScenarioDetail>>>(`scenarios/details-${number}.json`);
    const detail = Object.hasOwn(details, id) ? details[id] : undefined;
    if (detail === undefined) throw new RequestError(404, 'There is no such scenario in this export.');
    return detail;
  },
  async scenarioPosition(id, query) {
    const { series } = await file<DataFiles>('files.json');
    const position = findScenarios(await scenarioRows(), query, series).findIndex((row) => row.id === id);
    return position === -1 ? null : position;
  },
  async explanations(query, cursor) {
    const { explanationFiles } = await file<DataFiles>('files.json');
    return filePage(explanationFiles, cursor, async (number) => {
      const rows = await file<readonly ExplainedScenario[]>(`explanations/${number}.json`);
      return rows.filter(
        (row) =>
          allows(query.dataset, row.dataset) &&
          allows(query.category, row.category) &&
          (query.explainer === undefined ||
            row.explanations.some(({ explainer }) => allows(query.explainer, explainer))) &&
          matchWords(row.id, row.excerpt, query.q),
      );
    });
  },
  async agreements(query, cursor) {
    const { explainers, raters, agreementFiles } = await file<DataFiles>('files.json');
    const names = agreementFiles
      .filter(({ explainer }) => allows(query.explainer, explainers[explainer] ?? ''))
      .filter(({ rater }) => allows(query.rater, raters[rater] ?? ''))
      .flatMap(({ explainer, rater, files }) =>
        Array.from({ length: files }, (_, number) => `agreements/${explainer}-${rater}-${number}.json`),
      );
    return filePage(names.length, cursor, async (number) => {
      const rows = await file<readonly ListedAgreement[]>(names[number] ?? '');
      return rows.filter(
        (row) =>
          allows(query.outcome, row.outcome) &&
          allows(query.dataset, row.dataset) &&
          allows(query.category, row.category),
      );
    });
  },
  call: null,
  otherStudy: () => file('study.json'),
  otherConditions: () => file('conditions.json'),
  compare: null,
  sideScenario: (id) => fileData.scenario(id),
  notes: () => file('notes.json'),
  saveNote: null,
  conditions: () => file('conditions.json'),
  runs: () => file('runs.json'),
  work: () => Promise.resolve(null),
  files: {
    metrics: () => `${folder}/metrics.csv`,
    scenarios: () => `${folder}/scenarios.csv`,
    agreements: () => `${folder}/agreements.csv`,
    comparison: () => '',
  },
  events: null,
};

async function scenarioRows(): Promise<readonly ScenarioRow[]> {
  const { scenarioRowFiles } = await file<DataFiles>('files.json');
  const numbers = Array.from({ length: scenarioRowFiles }, (_, number) => number);
  const parts = await Promise.all(
    numbers.map((number) => file<readonly ScenarioRow[]>(`scenarios/rows-${number}.json`)),
  );
  return parts.flat();
}

/** The next rows that match, from the file that the cursor names on; files without any are passed over. */
async function filePage<Row>(
  files: number,
  cursor: string | null,
  rowsOf: (number: number) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  for (let number = Number(cursor ?? 0); number < files; number += 1) {
    const rows = await rowsOf(number);
    const next = number + 1 < files ? `${number + 1}` : null;
    if (rows.length > 0 || next === null) return { revision: 0, total: null, rows, next };
  }
  return { revision: 0, total: 0, rows: [], next: null };
}

function allows(allowed: readonly string[] | undefined, value: string): boolean {
  return allowed === undefined || allowed.includes(value);
}
