import type { ExplainedScenario, ExplanationQuery } from '../../core/view/explanation-rows.ts';
import type { ScenarioPage, ScenarioQuery } from '../../core/view/scenario-view.ts';
import type { Page, PageQuery } from '../../core/view/view-api.ts';
import type { StudyIndex } from '../../store/view/study-index.ts';
import { cursor } from './cursor.ts';
import { explainedPositions, explainedScenarios } from './explained-list.ts';
import { scenarioRowsFrom, seriesOf, startAfter } from './scenario-list.ts';
import { firstNotBelow } from './scenario-search.ts';
import type { StudyDesk } from './study-desk.ts';

type Paged = Required<Pick<PageQuery, 'limit'>> & Pick<PageQuery, 'cursor'>;

/** One page of the scenarios that match. */
export function listScenarios(
  { reader, search }: StudyDesk,
  index: StudyIndex,
  { limit, cursor: given, offset, ...query }: ScenarioQuery & Paged,
): ScenarioPage {
  const matches = search.find(index, query);
  const [key, number] = cursor.read(given, 2) ?? [];
  const start =
    key === undefined || number === undefined ? (offset ?? 0) : startAfter(matches, { key, number });
  const { positions, keys } = matches;
  const end = Math.min(positions.length, start + limit);
  const last = index.scenario[positions[end - 1] ?? 0] ?? 0;
  return {
    revision: index.revision,
    total: positions.length,
    rows: scenarioRowsFrom(reader, matches, start, limit),
    next: end < positions.length ? cursor.write([keys[end - 1] ?? 0, last]) : null,
    series: seriesOf(index),
  };
}

/** One page of explanations side by side. */
export function listExplanations(
  { reader, search }: StudyDesk,
  index: StudyIndex,
  { limit, cursor: given, ...query }: ExplanationQuery & Paged,
): Page<ExplainedScenario> {
  const positions = explainedPositions(search, index, query);
  const [after] = cursor.read(given, 1) ?? [];
  const start = after === undefined ? 0 : firstNotBelow(positions, firstNotBelow(index.scenario, after + 1));
  const page = positions.subarray(start, start + limit);
  const end = start + page.length;
  return {
    revision: index.revision,
    total: positions.length,
    rows: explainedScenarios(reader, index, page, query.attack),
    next: end < positions.length ? cursor.write([index.scenario[positions[end - 1] ?? 0] ?? 0]) : null,
  };
}
