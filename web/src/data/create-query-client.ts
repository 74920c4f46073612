import { QueryClient } from '@tanstack/react-query';
import { Refusal } from '../refusal.ts';

/** What was asked stays good until the server says that it changed; what may go through later is asked again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: (failures, error) => error instanceof Refusal && error.passing && failures < 3,
        networkMode: 'always',
      },
    },
  });
}
