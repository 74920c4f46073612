import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { createQueryClient } from './data/create-query-client.ts';
import { dataSource } from './data/data-source.ts';
import { Notice } from './parts/notice.tsx';
import { ratingApi } from './rating-api.ts';
import { createPageRouter } from './router/create-page-router.ts';
import { untilAnswered } from './until-answered.ts';

const queries = createQueryClient();
const router = createPageRouter(dataSource());

/** The whole page: a token is handed in first, where the address brought one; then the place that it names. */
export function App({ token }: { token: string | null }) {
  const [entered, setEntered] = useState(token === null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    if (token === null) return;
    untilAnswered(() => ratingApi.openSession(token), setTrouble)
      // A token that is not the server's is asked for again where its data is.
      .catch(() => undefined)
      .then(() => setEntered(true));
  }, [token]);
  if (!entered)
    return <main className="entry">{trouble !== null && <Notice kind="problem">{trouble}</Notice>}</main>;
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
