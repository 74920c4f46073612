import { QueryClient, queryOptions } from '@tanstack/react-query';
import type { DataSource } from '../../../src/core/view/view-api.ts';
import { fileData } from './file-data.ts';
import { RequestError } from './request.ts';
import { serverData } from './server-data.ts';
import type { StudyData } from './study-data.ts';

/** The study that this page shows. */
export const studySource: StudyData = dataSource() === 'files' ? fileData : serverData;

const sources: readonly DataSource[] = ['server', 'ratings', 'files'];

/** Where the data of this page is, as whoever serves it wrote into its head. */
export function dataSource(): DataSource {
  const said = document.querySelector<HTMLMetaElement>('meta[name="hvsb-data"]')?.content;
  return sources.find((source) => source === said) ?? 'server';
}

/** What is asked of the study, by the name under which the page keeps it. */
export const studyQueries = {
  study: queryOptions({ queryKey: ['study'], queryFn: () => studySource.study() }),
  metrics: queryOptions({ queryKey: ['metrics'], queryFn: () => studySource.metrics() }),
  conditions: queryOptions({ queryKey: ['conditions'], queryFn: () => studySource.conditions() }),
  runs: queryOptions({ queryKey: ['runs'], queryFn: () => studySource.runs() }),
  scenario: (id: string) =>
    queryOptions({ queryKey: ['scenario', id], queryFn: () => studySource.scenario(id) }),
};

/** What was asked stays good until the server says that it changed; what may go through later is asked again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: (failures, error) => error instanceof RequestError && error.passing && failures < 3,
        networkMode: 'always',
      },
    },
  });
}
