import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { RunRecord } from '../../../../src/core/view/run-record.ts';
import type { WorkView } from '../../../../src/core/view/work-status.ts';
import { ViewHead } from '../../components/choices/selection.tsx';
import { Empty } from '../../components/layout/messages.tsx';
import { QueryResult } from '../../components/layout/query-result.tsx';
import { NamedModels } from '../../data/model-names.tsx';
import { studyQueries } from '../../data/study-source.ts';
import { useLiveState } from '../../data/use-live.ts';
import { ConditionsTable, FailuresTable } from './conditions-table.tsx';
import { RunCard } from './run-card.tsx';
import { WorkCard } from './work-card.tsx';

const route = getRouteApi('/runs');

/** What was run, how far it is, what it cost and what failed. */
export function RunsView() {
  const { run, sort } = route.useSearch();
  const runs = useQuery(studyQueries.runs);
  const conditions = useQuery(studyQueries.conditions);
  const work = useQuery(studyQueries.work);
  const live = useLiveState();
  return (
    <NamedModels models={modelsOf([...(runs.data ?? []), ...(live?.runs ?? [])], work.data ?? null)}>
      <ViewHead
        title="Runs"
        lead="Commands that called models: what they planned, finished and cost. A running one is updated live."
      />
      <QueryResult query={work} what="who works on the store">
        {(shared) => <WorkCard work={shared} />}
      </QueryResult>
      <QueryResult query={runs} what="the runs">
        {(stored) => <RunList runs={withLive(stored, live?.runs ?? [])} open={run} />}
      </QueryResult>
      <QueryResult query={conditions} what="the conditions">
        {(all) =>
          all.length === 0 ? null : (
            <>
              <FailuresTable conditions={all} sort={sort} />
              <ConditionsTable conditions={all} sort={sort} />
            </>
          )
        }
      </QueryResult>
    </NamedModels>
  );
}

/** Whom commands ask: before the first answer the study does not name them. */
function modelsOf(runs: readonly RunRecord[], work: WorkView): readonly string[] {
  const shared = work === null || work === 'forbidden' ? [] : [...work.ranges, ...work.givenUp];
  return [...runs.flatMap(({ parts }) => parts), ...shared].map(({ model }) => model);
}

function RunList({ runs, open }: { runs: readonly RunRecord[]; open: string | undefined }) {
  if (runs.length === 0) {
    return (
      <Empty title="No run is recorded here.">
        <p>
          <code>hvsb run study.yaml</code> or <code>hvsb judge</code> writes one; leave this page open and
          follow it.
        </p>
      </Empty>
    );
  }
  return runs.map((run, place) => (
    <RunCard
      key={run.number}
      run={run}
      open={open === undefined ? run.state === 'running' || place === 0 : open === `${run.number}`}
    />
  ));
}

/** What the server pushes about runs is newer than what was asked for. */
function withLive(stored: readonly RunRecord[], live: readonly RunRecord[]): readonly RunRecord[] {
  const fresh = new Map(live.map((run) => [run.number, run]));
  const known = new Set(stored.map(({ number }) => number));
  return [
    ...live.filter(({ number }) => !known.has(number)).toSorted((one, other) => other.number - one.number),
    ...stored.map((run) => fresh.get(run.number) ?? run),
  ];
}
