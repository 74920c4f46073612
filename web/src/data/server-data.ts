import type { RunRecord } from '../../../src/core/view/run-record.ts';
import type { ScenarioPosition } from '../../../src/core/view/scenario-view.ts';
import type { Page } from '../../../src/core/view/view-api.ts';
import { request } from './request.ts';
import type { StudyData } from './study-data.ts';

const base = '/api/view';
const pageRows = 50;

/** The parameters of the address that every request takes along: the prompt pack and the wording to show. */
export function shownInAddress(): URLSearchParams {
  const all = new URLSearchParams(location.search);
  return new URLSearchParams([...all].filter(([name]) => name === 'pack' || name === 'wording'));
}

/** The study of a server. */
export const serverData: StudyData = {
  study: () => request(`${base}/study${asQuery({})}`),
  metrics: () => request(`${base}/metrics${asQuery({})}`),
  scenarios: (query, limit, signal) =>
    request(`${base}/scenarios${asQuery({ ...query, limit })}`, { signal }),
  scenario: (id) => request(`${base}/scenarios/${encodeURIComponent(id)}${asQuery({})}`),
  scenarioPosition: async (id, query) => {
    const path = `${base}/scenarios/${encodeURIComponent(id)}/position${asQuery({ ...query })}`;
    return (await request<ScenarioPosition>(path)).position;
  },
  otherStudy: () => request(`${base}/study?store=other`),
  otherConditions: () => request(`${base}/conditions?store=other`),
  compare: (query) => request(`${base}/compare${withoutPack(query)}`),
  sideScenario: (id, { pack, wording, store }) =>
    request(
      `${base}/scenarios/${encodeURIComponent(id)}${withoutPack({
        pack: pack ?? undefined,
        wording,
        store: store === 'other' ? 'other' : undefined,
      })}`,
    ),
  explanations: (query, cursor) =>
    request(`${base}/explanations${asQuery({ ...query, cursor, limit: pageRows })}`),
  agreements: (query, cursor) =>
    request(`${base}/agreements${asQuery({ ...query, cursor, limit: pageRows })}`),
  call: (number) => request(`${base}/calls/${number}`),
  notes: () => request(`${base}/notes`),
  saveNote: (note) =>
    request(`${base}/notes`, {
      method: 'PUT',
      body: JSON.stringify(note),
      headers: { 'content-type': 'application/json' },
    }),
  conditions: () => request(`${base}/conditions${asQuery({})}`),
  runs: async () => {
    const { rows } = await request<Page<RunRecord>>(`${base}/runs?limit=${pageRows}`);
    return rows;
  },
  work: () => request(`${base}/work`),
  files: {
    metrics: () => `${base}/metrics.csv${asQuery({})}`,
    scenarios: (query) => `${base}/scenarios.csv${asQuery({ ...query })}`,
    agreements: (query) => `${base}/agreements.csv${asQuery({ ...query })}`,
    comparison: (query) => `${base}/compare.csv${withoutPack(query)}`,
  },
  events: (shown) => `${base}/events${shown === '' ? '' : `?${shown}`}`,
};

type Parameter = string | number | readonly string[] | null | undefined;

/** For what names its packs itself. */
function withoutPack(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.set(name, `${value}`);
  return query.size === 0 ? '' : `?${query}`;
}

/** Lists are repeated parameters; what is absent is left out. What the address shows goes with every request. */
function asQuery(parameters: Readonly<Record<string, Parameter>>): string {
  const query = shownInAddress();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined) continue;
    for (const each of typeof value === 'object' ? value : [value]) query.append(name, `${each}`);
  }
  return query.size === 0 ? '' : `?${query}`;
}
