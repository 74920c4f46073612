import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../../../src/core/view/view-api.ts';
import { Failed } from './failed.tsx';
import { LoadMore } from './load-more.tsx';
import { Loading } from './loading.tsx';

interface PagedProps<Row> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  readonly what: string;
  readonly empty: ReactNode;
  readonly children: (row: Row) => ReactNode;
}

/** Rows that come page by page, for as long as the reader asks for more. */
export function Paged<Row>({ query, what, empty, children }: PagedProps<Row>) {
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
  return (
    <>
      {rows.map(children)}
      {query.isFetchNextPageError && (
        <Failed what={`More ${what}`} error={query.error} onRetry={() => void query.fetchNextPage()} />
      )}
      <LoadMore
        shown={rows.length}
        total={pages[0]?.total ?? null}
        busy={query.isFetchingNextPage}
        onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
      />
    </>
  );
}
