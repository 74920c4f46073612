import { noAttack } from '../../../core/condition.ts';
import type { ExplainedScenario, ExplanationQuery } from '../../../core/view/explanation-view.ts';
import { asScenarioId } from '../../../core/view/scenario-match.ts';
import type { ScenarioPage, ScenarioQuery } from '../../../core/view/scenario-view.ts';
import type { Page, PageQuery } from '../../../core/view/view-api.ts';
import type { Store } from '../../../store/contract/store.ts';
import { beginning, cutAfter, type StudyIndex, textExcerpt } from '../../../store/contract/study.ts';
import { RequestError } from '../../problems.ts';
import type { StudyService } from '../study-service.ts';
import {
  firstNotBelow,
  positionOf,
  type ScenarioSearch,
  scenarioRowsFrom,
  seriesOf,
  startAfter,
} from './scenario-list.ts';

type Paged = Required<Pick<PageQuery, 'limit'>> & Pick<PageQuery, 'cursor'>;

/** One page of the scenarios that match. */
export async function listScenarios(
  { store, search }: StudyService,
  index: StudyIndex,
  { limit, cursor: given, offset, ...query }: ScenarioQuery & Paged,
): Promise<ScenarioPage> {
  const matches = await search.find(index, query);
  const [key, number] = cursor.read(given, 2) ?? [];
  const start =
    key === undefined || number === undefined ? (offset ?? 0) : startAfter(matches, { key, number });
  const { positions, keys } = matches;
  const end = Math.min(positions.length, start + limit);
  const last = index.scenario[positions[end - 1] ?? 0] ?? 0;
  return {
    revision: index.revision,
    total: positions.length,
    rows: await scenarioRowsFrom(store, matches, start, limit),
    next: end < positions.length ? cursor.write([keys[end - 1] ?? 0, last]) : null,
    series: seriesOf(index),
  };
}

/** The position of a scenario among those that match, from 0; null where it is not among them. */
export async function scenarioPosition(
  { store, search }: StudyService,
  index: StudyIndex,
  id: string,
  query: Omit<ScenarioQuery, 'offset'>,
): Promise<number | null> {
  const [number] = asScenarioId(id) === null ? [] : await store.searchScenarios(id);
  if (number === undefined) return null;
  const { positions } = await search.find(index, query);
  const position = positions.indexOf(positionOf(index, number));
  return position === -1 ? null : position;
}

/** One page of explanations side by side. */
export async function listExplanations(
  { store, search }: StudyService,
  index: StudyIndex,
  { limit, cursor: given, ...query }: ExplanationQuery & Paged,
): Promise<Page<ExplainedScenario>> {
  const positions = await explainedPositions(search, index, query);
  const [after] = cursor.read(given, 1) ?? [];
  const start = after === undefined ? 0 : firstNotBelow(positions, firstNotBelow(index.scenario, after + 1));
  const page = positions.subarray(start, start + limit);
  const end = start + page.length;
  return {
    revision: index.revision,
    total: positions.length,
    rows: await explainedScenarios(store, index, page, query.attack),
    next: end < positions.length ? cursor.write([index.scenario[positions[end - 1] ?? 0] ?? 0]) : null,
  };
}

/** Numbers that say where a list continues, as one word of an address. */
export const cursor = {
  write: (numbers: readonly number[]): string => numbers.join('_'),
  /** Null without one. @throws RequestError 400 for one that this server did not write. */
  read(text: string | undefined, count: number): readonly number[] | null {
    if (text === undefined) return null;
    const numbers = text.split('_').map(Number);
    if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
    throw new RequestError(400, 'The parameter "cursor" is none that was given.');
  },
};

/** Positions of the scenarios that the query asks for, ascending. */
export async function explainedPositions(
  search: ScenarioSearch,
  index: StudyIndex,
  { explainer, attack = noAttack, ...scenarios }: ExplanationQuery,
): Promise<Uint32Array> {
  const { explainers, attacks, explainer: writer, attack: under, first } = index.explanations;
  const isAsked = Uint8Array.from(explainers, (name) => (explainer?.includes(name) === false ? 0 : 1));
  const attackNumber = attacks.indexOf(attack);
  const { positions } = await search.find(index, { ...scenarios, explained: 'yes' });
  return positions.filter((at) => {
    for (let entry = first[at] ?? 0; entry < (first[at + 1] ?? 0); entry += 1) {
      if (under[entry] === attackNumber && isAsked[writer[entry] ?? -1] === 1) return true;
    }
    return false;
  });
}

/** The scenarios at these positions with all their explanations under the attack. */
export async function explainedScenarios(
  store: Store,
  index: StudyIndex,
  positions: Uint32Array,
  attack: string = noAttack,
): Promise<readonly ExplainedScenario[]> {
  const { explanations } = index;
  const attackNumber = explanations.attacks.indexOf(attack);
  const scenarios = await store.scenariosOf(Array.from(positions, (at) => index.scenario[at] ?? 0));
  const byNumber = new Map(scenarios.map((scenario) => [scenario.number, scenario]));
  const shown: ExplainedScenario[] = [];
  for (const at of positions) {
    const scenario = byNumber.get(index.scenario[at] ?? 0);
    if (scenario === undefined) continue;
    const { id, dataset, category, variant, text } = scenario;
    const entries = entriesAt(index, at).filter((entry) => explanations.attack[entry] === attackNumber);
    const written = await writtenTexts(store, index, entries);
    shown.push({ id, dataset, category, variant, excerpt: textExcerpt(text), explanations: written });
  }
  return shown;
}

function entriesAt({ explanations: { first } }: StudyIndex, at: number): number[] {
  const from = first[at] ?? 0;
  return Array.from({ length: (first[at + 1] ?? 0) - from }, (_, offset) => from + offset);
}

async function writtenTexts(
  store: Store,
  { explanations: { number, explainer, explainers, agrees, disagrees } }: StudyIndex,
  entries: readonly number[],
): Promise<ExplainedScenario['explanations']> {
  const written = await store.explanationTexts(entries.map((entry) => number[entry] ?? 0));
  return entries.map((entry, position) => {
    const { text, repeat } = written[position] ?? { text: '', repeat: 0 };
    return {
      number: number[entry] ?? 0,
      explainer: explainers[explainer[entry] ?? -1] ?? '',
      repeat,
      text: beginning(text, cutAfter),
      textLength: text.length,
      agrees: agrees[entry] ?? 0,
      disagrees: disagrees[entry] ?? 0,
    };
  });
}
