import type { RunRecord } from '../../../src/core/view/run-record.ts';
import type { ScenarioPosition } from '../../../src/core/view/scenario-view.ts';
import type { Page } from '../../../src/core/view/view-api.ts';
import { request } from './request.ts';
import type { StudyData } from './study-data.ts';

const base = '/api/view';
const pageRows = 50;

/** The study of a server. */
export const serverData: StudyData = {
  study: () => request(`${base}/study`),
  metrics: () => request(`${base}/metrics`),
  scenarios: (query, limit, signal) =>
    request(`${base}/scenarios${asQuery({ ...query, limit })}`, { signal }),
  scenario: (id) => request(`${base}/scenarios/${encodeURIComponent(id)}`),
  scenarioPosition: async (id, query) => {
    const path = `${base}/scenarios/${encodeURIComponent(id)}/position${asQuery({ ...query })}`;
    return (await request<ScenarioPosition>(path)).position;
  },
  explanations: (query, cursor) =>
    request(`${base}/explanations${asQuery({ ...query, cursor, limit: pageRows })}`),
  agreements: (query, cursor) =>
    request(`${base}/agreements${asQuery({ ...query, cursor, limit: pageRows })}`),
  call: (number) => request(`${base}/calls/${number}`),
  conditions: () => request(`${base}/conditions`),
  runs: async () => {
    const { rows } = await request<Page<RunRecord>>(`${base}/runs?limit=${pageRows}`);
    return rows;
  },
  files: {
    metrics: `${base}/metrics.csv`,
    scenarios: (query) => `${base}/scenarios.csv${asQuery({ ...query })}`,
    agreements: (query) => `${base}/agreements.csv${asQuery({ ...query })}`,
  },
  events: `${base}/events`,
};

type Parameter = string | number | readonly string[] | null | undefined;

/** Lists are repeated parameters; what is absent is left out. */
function asQuery(parameters: Readonly<Record<string, Parameter>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined) continue;
    for (const each of typeof value === 'object' ? value : [value]) query.append(name, `${each}`);
  }
  return query.size === 0 ? '' : `?${query}`;
}
