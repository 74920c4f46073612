import { useNavigate } from '@tanstack/react-router';

/** Changes parameters of the address and stays at the place; undefined takes one out. */
export function useSetSearch(): (change: Readonly<Record<string, string | undefined>>) => void {
  const navigate = useNavigate();
  return (change) =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, ...change }),
      replace: true,
      resetScroll: false,
    });
}
