import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Notice } from './components/layout/messages.tsx';
import { theme } from './components/layout/theme.tsx';
import { ratingApi } from './data/rating-api.ts';
import { untilAnswered } from './data/request.ts';
import { createQueryClient, dataSource } from './data/study-source.ts';
import { createPageRouter } from './router/page-router.ts';
import './styles/index.css';

const queries = createQueryClient();
const router = createPageRouter(dataSource());

/** The whole page: a token is handed in first, where the address brought one; then the place that it names. */
function App({ token }: { token: string | null }) {
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

/** The token that the address brought, which is taken out of sight; null where it brought none. */
export function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  return token;
}

theme.apply(theme.chosen());
const token = takeToken();
const place = document.getElementById('page');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <App token={token} />
    </StrictMode>,
  );
}
