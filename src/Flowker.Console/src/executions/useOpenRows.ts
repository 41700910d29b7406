import { useQueries } from '@tanstack/react-query';
import { type Execution, getExecution, isOpen } from '../api/executions';

/** Open executions that are in view, but not in the newest page: asked for one by one every five seconds. */
export function useOpenRows(visible: readonly Execution[], fresh: ReadonlyMap<string, Execution>): ReadonlyMap<string, Execution> {
  const open = visible.filter((row) => isOpen(row) && !fresh.has(row.executionId)).slice(0, 40);
  return useQueries({
    queries: open.map((row) => ({
      queryKey: ['execution', row.executionId],
      queryFn: ({ signal }: { signal: AbortSignal }) => getExecution(row.executionId, signal),
      refetchInterval: 5000,
    })),
    combine: (results) =>
      new Map(results.flatMap((result): [string, Execution][] => (result.data === undefined ? [] : [[result.data.executionId, result.data]]))),
  });
}
