import { QueryClient } from '@tanstack/react-query';
import { Problem } from '../api/problem';
import { onCallerChange } from '../api/session';

/** A refusal is not asked again by itself; a service that is away is, with growing pauses up to ten seconds. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => error instanceof Problem && error.isUnreachable && failures < 4,
      retryDelay: (failures) => Math.min(1000 * 2 ** failures, 10_000),
      refetchOnWindowFocus: true,
      staleTime: 1000,
    },
  },
});

onCallerChange(() => queryClient.clear());
