import { hashKey, QueryClient, queryOptions } from '@tanstack/react-query';
import type { DataSource } from '../../../src/core/view/view-api.ts';
import { fileData } from './file-data.ts';
import { RequestError } from './request.ts';
import { serverData, shownInAddress } from './server-data.ts';
import { setupApi } from './setup-api.ts';
import type { StudyData } from './study-data.ts';

const sources: readonly DataSource[] = ['server', 'ratings', 'files'];

/** Where the data of this page is, as written into its head by what serves it. */
export function dataSource(): DataSource {
  const named = document.querySelector<HTMLMetaElement>('meta[name="hvsb-data"]')?.content;
  return sources.find((source) => source === named) ?? 'server';
}

/** The study that this page shows. */
export const studySource: StudyData = dataSource() === 'files' ? fileData : serverData;

/** How often metrics that are only counted so far are asked for again. */
const countedForMs = 1000;

/** How often it is asked who works on the store: with those who do, and before anybody did. */
const workChangesMs = 2000;
const workAppearsMs = 10_000;

/** What the page asks of the study, by the key under which it is cached. */
export const studyQueries = {
  study: queryOptions({ queryKey: ['study'], queryFn: () => studySource.study() }),
  metrics: queryOptions({
    queryKey: ['metrics'],
    queryFn: () => studySource.metrics(),
    // That they are measured may be reported before the page listens.
    refetchInterval: ({ state: { data } }) => (data?.state === 'counted' ? countedForMs : false),
  }),
  conditions: queryOptions({ queryKey: ['conditions'], queryFn: () => studySource.conditions() }),
  runs: queryOptions({ queryKey: ['runs'], queryFn: () => studySource.runs() }),
  work: queryOptions({
    queryKey: ['work'],
    queryFn: () => studySource.work(),
    refetchInterval: ({ state: { data } }) => (data === null ? workAppearsMs : workChangesMs),
  }),
  // Others write notes, too, which no event reports.
  notes: queryOptions({ queryKey: ['notes'], queryFn: () => studySource.notes(), staleTime: 10_000 }),
  scenario: (id: string) =>
    queryOptions({ queryKey: ['scenario', id], queryFn: () => studySource.scenario(id) }),
};

const downloadEveryMs = 1000;

/** What the page asks about setting up studies. */
export const setupQueries = {
  role: queryOptions({
    queryKey: ['setup-role'],
    queryFn: setupApi.role,
    enabled: dataSource() === 'server',
    retry: false,
  }),
  state: queryOptions({
    queryKey: ['setup-state'],
    queryFn: setupApi.state,
    // Only what goes on changes by itself.
    refetchInterval: ({ state: { data } }) =>
      data?.datasets.some(({ download }) => download?.state === 'running') === true ? downloadEveryMs : false,
  }),
};

/** Answers stay valid until the server says that they changed; requests that may succeed later are repeated. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        // What is asked of one prompt pack and wording is no answer for another.
        queryKeyHashFn: (key) => hashKey([`${shownInAddress()}`, key]),
        retry: (failures, error) => error instanceof RequestError && error.passing && failures < 3,
        networkMode: 'always',
      },
    },
  });
}
