import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Ref } from 'react';
import type { JobProgress, StudyJob } from '../../../../src/core/view/setup-page.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { ScrollRegion } from '../../components/tables/table-frame.tsx';
import { setupApi } from '../../data/setup-api.ts';
import { formatCost, formatDuration } from '../runs/formats.ts';
import { More } from './fields.tsx';
import { sentenceOf } from './use-draft.ts';

const everyMs = 1000;
const idleEveryMs = 10_000;

/** Runs that were started from the page. */
const jobsQuery = queryOptions({
  queryKey: ['setup-jobs'],
  queryFn: setupApi.jobs,
  // Another page may start one, too.
  refetchInterval: ({ state: { data } }) => (data?.some(isUnderWay) === true ? everyMs : idleEveryMs),
  refetchOnMount: 'always' as const,
});

function isUnderWay({ state }: StudyJob): boolean {
  return state === 'running' || state === 'stopping';
}

interface JobPanelProps {
  readonly ref: Ref<HTMLElement>;
  /** Its newest run is shown, the newest of all, and every run that goes on. */
  readonly shownFile: string;
  readonly allowHosts: readonly string[];
  /** Writes a study file that was changed on this page. @returns its hash; null where it is not there. */
  readonly savedHash: (file: string) => Promise<string | null>;
}

/** How the studies go that were started here. */
export function JobPanel({ ref, shownFile, allowHosts, savedHash }: JobPanelProps) {
  const { data: jobs = [] } = useQuery(jobsQuery);
  const shown = jobs.filter((job, place) => place === 0 || isUnderWay(job) || job.file === shownFile);
  return (
    <section ref={ref} tabIndex={-1} aria-label="Runs of studies">
      {shown.map((job) => (
        <JobCard key={job.id} {...{ job, allowHosts, savedHash }} />
      ))}
    </section>
  );
}

const words = {
  running: 'is running',
  stopping: 'is stopping: what is in flight is waited for',
  complete: 'is complete',
  partial: 'has ended, and something is missing',
  stopped: 'was stopped',
  failed: 'could not run',
  lost: 'has ended without saying why',
} as const satisfies Record<StudyJob['state'], string>;

interface JobProps extends Pick<JobPanelProps, 'allowHosts' | 'savedHash'> {
  readonly job: StudyJob;
}

function JobCard({ job, allowHosts, savedHash }: JobProps) {
  const { file, state, doing, progress, notices, error, startedAt, endedAt } = job;
  const goesOn = isUnderWay(job);
  const total = progress.reduce((sum, each) => sum + each.total, 0);
  const done = progress.reduce((sum, each) => sum + each.done, 0);
  return (
    <section className="card job" data-job={state}>
      <h2>
        <span aria-live="polite">
          <bdi>{file}</bdi> {words[state]}.
        </span>
      </h2>
      {(goesOn || total > 0) && (
        <progress
          className="line"
          aria-label={`Answered calls of ${file}`}
          value={total === 0 && goesOn ? undefined : done}
          max={Math.max(1, total)}
        />
      )}
      <p className="numbers">
        {goesOn && <span>{doing}</span>}
        {total > 0 && (
          <span>
            <b>{formatCount(done)}</b> of {formatCount(total)} calls answered
          </span>
        )}
        <span>cost {costOf(progress)}</span>
        <span>
          {new Date(startedAt).toLocaleString()}
          {endedAt !== null && `, ${formatDuration(endedAt - startedAt)}`}
        </span>
      </p>
      {error !== null && <pre className="notice notice-problem job-error">{error}</pre>}
      <JobActions {...{ job, allowHosts, savedHash }} />
      {progress.length > 0 && <JobTable progress={progress} />}
      {notices.length > 0 && (
        <More summary={`Messages (${notices.length})`}>
          <ul className="hint">
            {[...new Set(notices)].map((notice) => (
              <li key={notice}>
                <bdi>{notice}</bdi>
              </li>
            ))}
          </ul>
        </More>
      )}
      {goesOn && (
        <p className="hint">
          It goes on when you close this page, and when its server ends. Open the page again to see how far it
          is.
        </p>
      )}
    </section>
  );
}

function costOf(progress: readonly JobProgress[]): string {
  const costs = progress.map(({ costUsd }) => costUsd);
  return formatCost(costs.includes(null) ? null : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0));
}

function JobActions({ job, allowHosts, savedHash }: JobProps) {
  const { id, file, state, progress } = job;
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries({ queryKey: ['setup-jobs'] });
  const stop = useMutation({
    mutationFn: (atOnce: boolean) => setupApi.stop(id, atOnce).finally(refresh),
  });
  const goOn = async () => setupApi.start(file, await savedHash(file), allowHosts);
  const resume = useMutation({ mutationFn: () => goOn().finally(refresh) });
  const see = useMutation({
    mutationFn: () => setupApi.show(file),
    // All that the page knows may be of another study.
    onSuccess: () => location.assign('/'),
  });
  const error = stop.error ?? resume.error ?? see.error;
  const canResume = !isUnderWay(job) && state !== 'complete';
  return (
    <>
      <p className="start-line">
        {state === 'running' && (
          <button type="button" disabled={stop.isPending} onClick={() => stop.mutate(false)}>
            Stop
          </button>
        )}
        {state === 'stopping' && (
          <button type="button" disabled={stop.isPending} onClick={() => stop.mutate(true)}>
            Stop at once
          </button>
        )}
        {canResume && (
          <button
            type="button"
            className="primary"
            disabled={resume.isPending}
            onClick={() => resume.mutate()}
          >
            Go on with {file}
          </button>
        )}{' '}
        {progress.length > 0 && (
          <button type="button" disabled={see.isPending} onClick={() => see.mutate()}>
            See the results
          </button>
        )}
      </p>
      {error !== null && (
        <p className="notice notice-problem" role="alert">
          {sentenceOf(error)}
        </p>
      )}
    </>
  );
}

function JobTable({ progress }: { progress: readonly JobProgress[] }) {
  return (
    <More summary="Models and stages">
      <ScrollRegion label="Models and stages of the run">
        <table>
          <caption className="unseen">Models and stages of the run</caption>
          <thead>
            <tr>
              <th scope="col">model</th>
              <th scope="col">stage</th>
              <th scope="col" className="number">
                answered
              </th>
              <th scope="col" className="number">
                failed
              </th>
              <th scope="col" className="number">
                cost
              </th>
            </tr>
          </thead>
          <tbody>
            {progress.map(({ model, stage, done, total, failed, costUsd }) => (
              <tr key={`${stage} ${model}`}>
                <th scope="row">
                  <bdi>{model}</bdi>
                </th>
                <td>{stage}</td>
                <td className="number">
                  {formatCount(done)} of {formatCount(total)}
                </td>
                <td className="number">{formatCount(failed)}</td>
                <td className="number">{formatCost(costUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </More>
  );
}
