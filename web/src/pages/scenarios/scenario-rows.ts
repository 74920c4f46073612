import { queryOptions, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import type { ScenarioPage, ScenarioQuery, ScenarioRow } from '../../../../src/core/view/scenario-view.ts';
import { studySource } from '../../data/study-source.ts';
import { useSetSearch } from '../../router/search.ts';

const pageRows = 100;

export interface ScenarioRows {
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  readonly series: ScenarioPage['series'];
  readonly error: Error | null;
  /** Undefined while it is on its way. */
  rowAt(place: number): ScenarioRow | undefined;
  retry(): void;
}

/** The rows of a list that is never whole here: the pages in which these places lie. */
export function useScenarioRows(query: ScenarioQuery, first: number, last: number): ScenarioRows {
  const queries = useQueryClient();
  // The first page is always among them: it says how many there are.
  const numbers = [...new Set([0, ...pagesBetween(first, last)])];
  const pages = useQueries({
    queries: numbers.map((number) => pageOf(query, number)),
  });
  const head = pages[0]?.data;
  // Pages that were scrolled past stay as long as the filter does; those of earlier filters would fill the memory.
  useEffect(
    () => () => queries.removeQueries({ queryKey: ['scenarios', query], type: 'inactive' }),
    [queries, query],
  );
  return {
    total: head?.total,
    series: head?.series ?? [],
    error: pages.find(({ error }) => error !== null)?.error ?? null,
    rowAt: (place) => pages[numbers.indexOf(Math.floor(place / pageRows))]?.data?.rows[place % pageRows],
    retry: () => void queries.refetchQueries({ queryKey: ['scenarios', query], type: 'active' }),
  };
}

/** A page of the list. */
function pageOf(query: ScenarioQuery, number: number) {
  return queryOptions({
    queryKey: ['scenarios', query, number],
    queryFn: ({ signal }) => studySource.scenarios({ ...query, offset: number * pageRows }, pageRows, signal),
  });
}

/** Where a scenario is among those that match; null where it is not. */
export function positionOf(query: ScenarioQuery, id: string | undefined) {
  return queryOptions({
    queryKey: ['scenarios', query, 'position', id],
    queryFn: () => (id === undefined ? null : studySource.scenarioPosition(id, query)),
    enabled: id !== undefined,
  });
}

export interface ScenarioSteps {
  /** Of the open scenario, from 0; null where the list does not have it. */
  readonly position: number | null;
  readonly total: number;
  /** Opens the next scenario of the list (1) or the one before (-1); does nothing at its ends. */
  step(by: 1 | -1): void;
}

/** The way from one scenario of the list to the next. */
export function useScenarioSteps(open: string | undefined): ScenarioSteps {
  const queries = useQueryClient();
  const query = useScenarioQuery();
  const setSearch = useSetSearch();
  const total = useQuery(pageOf(query, 0)).data?.total ?? 0;
  const position = useQuery(positionOf(query, open)).data ?? null;
  return {
    position,
    total,
    step(by) {
      const wanted = position === null ? 0 : position + by;
      if (wanted < 0 || wanted >= total) return;
      void queries.ensureQueryData(pageOf(query, Math.floor(wanted / pageRows))).then(({ rows }) => {
        const id = rows[wanted % pageRows]?.id;
        if (id === undefined) return;
        // Known before it is asked for, so that the next key need not wait.
        queries.setQueryData(positionOf(query, id).queryKey, wanted);
        setSearch({ scenario: id });
      });
    },
  };
}

function pagesBetween(first: number, last: number): number[] {
  const from = Math.floor(first / pageRows);
  return Array.from({ length: Math.floor(last / pageRows) - from + 1 }, (_, i) => from + i);
}

const route = getRouteApi('/scenarios');

/** What the address asks for; without an order, the scenarios on which models disagree most come first. */
export function useScenarioQuery(): ScenarioQuery {
  const { scenario: _, answer: __, ...asked } = route.useSearch();
  const name = JSON.stringify(asked);
  // The same query is the same object, whatever is open.
  return useMemo(() => queryOf(JSON.parse(name)), [name]);
}

function queryOf(asked: Omit<ReturnType<typeof route.useSearch>, 'scenario' | 'answer'>): ScenarioQuery {
  const { q, dataset, category, variant, gold, model, versus, attack } = asked;
  const { outcome, disagreement, changed, explained, noted, tag, order } = asked;
  const differ = model === undefined || versus === undefined ? undefined : [model, versus];
  return {
    ...(q && { q }),
    ...(dataset && { dataset: [dataset] }),
    ...(category && { category: [category] }),
    ...(variant && { variant: [variant] }),
    ...(gold && { gold }),
    ...(model && { model: differ ?? [model] }),
    ...(differ && { differ }),
    ...(attack && { attack: [attack] }),
    ...(outcome && { outcome: [outcome] }),
    ...(disagreement && { disagreement }),
    ...(changed && { changedBy: changed }),
    ...(explained && { explained }),
    ...(noted && { noted }),
    ...(tag && { tag: [tag] }),
    ...(order !== 'stored' && { sort: order ?? ('models' as const) }),
  };
}
