import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Notice } from './components/layout/messages.tsx';
import { theme } from './components/layout/theme.tsx';
import { ratingApi } from './data/rating-api.ts';
import { untilAnswered } from './data/request.ts';
import { createQueryClient, dataSource } from './data/study-source.ts';
import { type AddressParameters, takeAddress } from './pages/rating/rater-entry.ts';
import { createPageRouter } from './router/page-router.ts';
import './styles/index.css';

const queries = createQueryClient();
const router = createPageRouter(dataSource());

/** The whole page: a token is handed in first, where the address brought one; then the place that it names. */
function App({ token, organiser }: AddressParameters) {
  const [entered, setEntered] = useState(token === null && organiser === null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    if (token === null && organiser === null) return;
    const open = async () => {
      if (token !== null) await untilAnswered(() => ratingApi.openSession(token), setTrouble);
      if (organiser !== null) await untilAnswered(() => ratingApi.openOrganiser(organiser), setTrouble);
    };
    open()
      // A token that is not the server's is asked for again where its data is.
      .catch(() => undefined)
      .then(() => setEntered(true));
  }, [token, organiser]);
  if (!entered)
    return <main className="entry">{trouble !== null && <Notice kind="problem">{trouble}</Notice>}</main>;
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

theme.apply(theme.chosen());
const tokens = takeAddress();
const place = document.getElementById('page');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <App {...tokens} />
    </StrictMode>,
  );
}
