import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { createQueryClient } from './data/create-query-client.ts';
import { dataSource } from './data/data-source.ts';
import { studyQueries } from './data/study-queries.ts';
import { Loading } from './parts/loading.tsx';
import { Notice } from './parts/notice.tsx';
import { ratingApi } from './rating-api.ts';
import { Refusal } from './refusal.ts';
import { createPageRouter } from './router/create-page-router.ts';
import { TokenForm } from './token-form.tsx';
import { untilAnswered } from './until-answered.ts';

const queries = createQueryClient();
const router = createPageRouter(dataSource());

type Entry =
  | { readonly kind: 'asking'; readonly trouble: string | null }
  | { readonly kind: 'locked' }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'open' };

/** The whole page: a way in, then the place that the address names. */
export function App({ token }: { token: string | null }) {
  const [entry, setEntry] = useState<Entry>({ kind: 'asking', trouble: null });
  const ask = useCallback(() => {
    enter(token, (trouble) => setEntry({ kind: 'asking', trouble }))
      .then(() => setEntry({ kind: 'open' }))
      .catch((error: Error) => {
        const locked = error instanceof Refusal && error.status === 401;
        setEntry(locked ? { kind: 'locked' } : { kind: 'refused', problem: error.message });
      });
  }, [token]);
  useEffect(ask, [ask]);

  if (entry.kind === 'open') {
    return (
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    );
  }
  return (
    <main className="entry">
      {entry.kind === 'asking' && entry.trouble === null && <Loading what="the study" />}
      {entry.kind === 'asking' && entry.trouble !== null && <Notice kind="problem">{entry.trouble}</Notice>}
      {entry.kind === 'refused' && <Notice kind="problem">{entry.problem}</Notice>}
      {entry.kind === 'locked' && <TokenForm onOpened={ask} />}
    </main>
  );
}

/** Hands in the token, where there is one, and asks for the study, so that nothing behind meets a closed door. */
async function enter(token: string | null, onTrouble: (trouble: string | null) => void): Promise<void> {
  if (token !== null) await untilAnswered(() => ratingApi.openSession(token), onTrouble);
  if (dataSource() === 'ratings') return;
  const study = await untilAnswered(
    () => queries.fetchQuery({ ...studyQueries.study, retry: false }),
    onTrouble,
  );
  queries.setQueryData(studyQueries.study.queryKey, study);
}
