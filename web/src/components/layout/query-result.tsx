import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useQuery,
} from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { countOf } from '../../../../src/core/plural.ts';
import type { Page } from '../../../../src/core/view/view-api.ts';
import { named } from '../../../../src/measures/display-names.ts';
import type { StudyResults } from '../../../../src/measures/measure.ts';
import type { MetricsView } from '../../../../src/measures/metrics-view.ts';
import { coverage } from '../../data/live-events.ts';
import { useModelNames } from '../../data/model-names.tsx';
import { studyQueries } from '../../data/study-source.ts';
import { useLiveState } from '../../data/use-live.ts';
import { Empty, Failed, Loading, Notice } from './messages.tsx';

interface QueryResultProps<T> {
  readonly query: UseQueryResult<T>;
  /** What is asked for, as a reader would say it: `the scenarios`. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** What was asked for, or why it is not there. An answer that is out of date stays until the next is there. */
export function QueryResult<T>({ query, what, children }: QueryResultProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    const named = what.charAt(0).toUpperCase() + what.slice(1);
    return <Failed what={named} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Loading what={what} />;
}

interface PagedProps<Row> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  readonly what: string;
  /** So many rows are shown at first, and more each time, however many come at once. */
  readonly atOnce: number;
  readonly empty: ReactNode;
  readonly children: (row: Row) => ReactNode;
}

/** Rows that come page by page, for as long as the reader asks for more. */
export function Paged<Row>({ query, what, atOnce, empty, children }: PagedProps<Row>) {
  const [most, setMost] = useState(atOnce);
  if (query.data === undefined) {
    return query.isError ? (
      <Failed what={`The ${what}`} error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Loading what={`the ${what}`} />
    );
  }
  const { pages } = query.data;
  const rows = pages.flatMap((page) => page.rows);
  if (rows.length === 0) return empty;
  const shown = rows.slice(0, most);
  const showMore = () => {
    setMost(most + atOnce);
    if (rows.length < most + atOnce && query.hasNextPage) void query.fetchNextPage();
  };
  return (
    <>
      {shown.map(children)}
      {query.isFetchNextPageError && (
        <Failed what={`More ${what}`} error={query.error} onRetry={() => void query.fetchNextPage()} />
      )}
      <LoadMore
        shown={shown.length}
        total={pages[0]?.total ?? (query.hasNextPage ? null : rows.length)}
        busy={query.isFetchingNextPage}
        onMore={query.hasNextPage || shown.length < rows.length ? showMore : null}
      />
    </>
  );
}

interface LoadMoreProps {
  readonly shown: number;
  /** Null where nobody counted. */
  readonly total: number | null;
  readonly busy: boolean;
  /** Null where everything is shown. */
  readonly onMore: (() => void) | null;
}

/** How many rows are shown, and the next of them. */
export function LoadMore({ shown, total, busy, onMore }: LoadMoreProps) {
  return (
    <div className="load-more">
      <p className="hint" role="status">
        {shown.toLocaleString('en-US')}
        {total === null ? '' : ` of ${total.toLocaleString('en-US')}`} shown
      </p>
      {onMore !== null && (
        <button type="button" disabled={busy} onClick={onMore}>
          {busy ? 'Loading …' : 'Show more'}
        </button>
      )}
    </div>
  );
}

interface WithMetricsProps {
  /** Of the view, as its head until it has one; absent where the view has its head already. */
  readonly title?: string;
  readonly children: (metrics: StudyResults, view: Extract<MetricsView, { state: 'measured' }>) => ReactNode;
}

/** What the study measured, once it is measured, with models as the page calls them; until then, what is going on. */
export function WithMetrics({ title, children }: WithMetricsProps) {
  const query = useQuery(studyQueries.metrics);
  const names = useModelNames();
  const { data } = query;
  const shown = useMemo(
    () => (data?.state === 'measured' ? named(data.results, names) : null),
    [data, names],
  );
  if (data?.state === 'measured' && shown !== null) {
    return (
      <>
        <RunCoverage />
        {children(shown, data)}
      </>
    );
  }
  return (
    <>
      {title !== undefined && (
        <header className="view-head">
          <title>{`${title} · hvsb`}</title>
          <h1>{title}</h1>
        </header>
      )}
      <RunCoverage />
      <QueryResult query={query} what="the metrics">
        {() => <BeingMeasured />}
      </QueryResult>
    </>
  );
}

/** What is measured at the moment, and what there is to see until it is. */
function BeingMeasured() {
  const { data: study } = useQuery(studyQueries.study);
  return (
    <Empty title="The study is being measured.">
      {study !== undefined && (
        <p>
          Rates, intervals and tests of {countOf(study.counts.judgments, 'judgment')} by{' '}
          {countOf(study.models.length, 'model')} are being computed.
        </p>
      )}
      <p role="status">
        The numbers appear here by themselves. Scenarios and runs can be looked at meanwhile.
      </p>
    </Empty>
  );
}

/** Says, while a run goes on, which part of it the numbers of the page cover; nothing where none does. */
export function RunCoverage() {
  const live = useLiveState();
  const running = live?.runs.filter(({ state }) => state === 'running') ?? [];
  if (running.length === 0) return null;
  return (
    <Notice kind="warning">
      <p data-run-coverage>
        A run is going on. {coverage(running)} Numbers, tests and intervals may still change.
      </p>
    </Notice>
  );
}
