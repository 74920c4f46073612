import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ScenarioQuery } from '../../../../src/core/view/scenario-view.ts';

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
