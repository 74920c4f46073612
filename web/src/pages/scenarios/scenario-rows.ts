import { useQueries, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import type { ScenarioPage, ScenarioQuery, ScenarioRow } from '../../../../src/core/view/scenario-view.ts';
import { studySource } from '../../data/study-source.ts';

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
    queries: numbers.map((number) => ({
      queryKey: ['scenarios', query, number],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        studySource.scenarios({ ...query, offset: number * pageRows }, pageRows, signal),
    })),
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

function pagesBetween(first: number, last: number): number[] {
  const from = Math.floor(first / pageRows);
  return Array.from({ length: Math.floor(last / pageRows) - from + 1 }, (_, i) => from + i);
}

const route = getRouteApi('/scenarios');

/** What the address asks for. */
export function useScenarioQuery(): ScenarioQuery {
  const { q, dataset, category, variant, gold, model, attack, outcome, disagreement, explained, order } =
    route.useSearch();
  return useMemo(
    () => ({
      ...(q && { q }),
      ...(dataset && { dataset: [dataset] }),
      ...(category && { category: [category] }),
      ...(variant && { variant: [variant] }),
      ...(gold && { gold }),
      ...(model && { model: [model] }),
      ...(attack && { attack: [attack] }),
      ...(outcome && { outcome: [outcome] }),
      ...(disagreement && { disagreement }),
      ...(explained && { explained }),
      ...(order && { sort: order }),
    }),
    [q, dataset, category, variant, gold, model, attack, outcome, disagreement, explained, order],
  );
}
