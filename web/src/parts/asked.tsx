import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from './failed.tsx';
import { Loading } from './loading.tsx';

interface AskedProps<T> {
  readonly query: UseQueryResult<T>;
  /** What is asked for, as a reader would say it: `the scenarios`. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** What was asked for, or why it is not there. An answer that is out of date stays until the next is there. */
export function Asked<T>({ query, what, children }: AskedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    const named = what.charAt(0).toUpperCase() + what.slice(1);
    return <Failed what={named} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Loading what={what} />;
}
