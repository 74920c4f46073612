import { queryOptions } from '@tanstack/react-query';
import { studySource } from './study-source.ts';

/** What is asked of the study, by the name under which the page keeps it. */
export const studyQueries = {
  study: queryOptions({ queryKey: ['study'], queryFn: () => studySource.study() }),
  metrics: queryOptions({ queryKey: ['metrics'], queryFn: () => studySource.metrics() }),
  conditions: queryOptions({ queryKey: ['conditions'], queryFn: () => studySource.conditions() }),
  runs: queryOptions({ queryKey: ['runs'], queryFn: () => studySource.runs() }),
  scenario: (id: string) =>
    queryOptions({ queryKey: ['scenario', id], queryFn: () => studySource.scenario(id) }),
};
