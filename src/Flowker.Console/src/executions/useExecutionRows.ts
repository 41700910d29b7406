import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Execution, type ExecutionFilter, type ExecutionPage, listExecutions } from '../api/executions';
import { firstPlace, type ListWindow, newRows, type PagePlace, rowCount } from './window';

const pagesKept = 20;
const emptyWindow: ListWindow = { pages: [], places: [] };

/**
 * The rows of a list of any length: a window of at most twenty pages that moves both ways, beside the newest page, which is
 * asked for every two seconds. Rows that changed are shown as they are; new ones wait until they are asked for.
 */
export function useExecutionRows(filter: ExecutionFilter) {
  const queries = useQueryClient();
  const key = useMemo(() => ['executions', filter], [filter]);
  const newestKey = useMemo(() => ['executions-newest', filter], [filter]);
  // A list goes forward alone; the way back is the cursors that led here.
  const [places] = useState(() => new Map<string, PagePlace[]>());
  const trail = useCallback(() => {
    const name = JSON.stringify(key);
    const known = places.get(name) ?? [];
    places.set(name, known);
    return known;
  }, [key, places]);

  const list = useInfiniteQuery<ExecutionPage, Error, InfiniteData<ExecutionPage, PagePlace>, typeof key, PagePlace>({
    queryKey: key,
    initialPageParam: firstPlace,
    queryFn: async ({ pageParam, signal }) => {
      trail()[pageParam.number] = pageParam;
      const page = await listExecutions(filter, pageParam.cursor, signal);
      if (pageParam.cursor === null) {
        // The first page is the newest one too: it is not asked for twice.
        queries.setQueryData(newestKey, page);
      }
      return page;
    },
    getNextPageParam: (last: ExecutionPage, _pages: ExecutionPage[], place: PagePlace): PagePlace | undefined =>
      last.hasMore && last.nextCursor !== undefined ? { number: place.number + 1, cursor: last.nextCursor } : undefined,
    getPreviousPageParam: (_first: ExecutionPage, _pages: ExecutionPage[], place: PagePlace): PagePlace | undefined =>
      place.number === 0 ? undefined : trail()[place.number - 1],
    maxPages: pagesKept,
    staleTime: Infinity,
  });

  const head = useQuery({
    queryKey: newestKey,
    queryFn: ({ signal }) => listExecutions(filter, null, signal),
    // What started before a moment that was chosen gets no new rows, but those that are open still change.
    refetchInterval: 2000,
    enabled: list.isSuccess,
  });

  const window = useMemo<ListWindow>(
    () => (list.data === undefined ? emptyWindow : { pages: list.data.pages, places: list.data.pageParams }),
    [list.data],
  );
  const fresh = useMemo(() => new Map<string, Execution>(head.data?.items.map((row) => [row.executionId, row])), [head.data]);
  const newer = useMemo(
    () => (head.data === undefined ? { count: 0, atLeast: false } : newRows(window, head.data)),
    [head.data, window],
  );

  const showNewest = useCallback(() => {
    if (head.data !== undefined) {
      queries.setQueryData<InfiniteData<ExecutionPage, PagePlace>>(key, { pages: [head.data], pageParams: [firstPlace] });
    }
  }, [head.data, key, queries]);

  const isFirst = list.isSuccess && rowCount(window) === 0 && newer.count > 0;
  useEffect(() => {
    // An empty list has nothing that could move under the pointer.
    if (isFirst) {
      showNewest();
    }
  }, [isFirst, showNewest]);

  return { list, head, window, fresh, newer, showNewest };
}
