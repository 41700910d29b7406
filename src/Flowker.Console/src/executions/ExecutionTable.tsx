import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { type Execution, isOpen } from '../api/executions';
import { formatDuration } from '../format/duration';
import { useMessages } from '../i18n';
import { Moment } from '../ui/Moment';
import { executionStatus } from '../ui/status';
import { StatusBadge } from '../ui/StatusBadge';
import { useNow } from '../ui/useNow';
import type { useExecutionRows } from './useExecutionRows';
import { useOpenRows } from './useOpenRows';
import { firstRow, rowAt, rowCount } from './window';
import styles from './ExecutionTable.module.css';

const rowHeight = 32;

/** The rows in view, of a list of any length. Nothing moves under the pointer: new rows come when the list is at its top. */
export function ExecutionTable({
  rows,
  names,
  notice,
}: {
  readonly rows: ReturnType<typeof useExecutionRows>;
  readonly names: ReadonlyMap<string, string>;
  readonly notice: ReactNode;
}) {
  const messages = useMessages();
  const scroller = useRef<HTMLDivElement>(null);
  const { list, window, fresh, newer, showNewest } = rows;
  const count = rowCount(window) + (list.hasNextPage ? 1 : 0);
  // eslint-disable-next-line react-hooks/incompatible-library -- what it returns is used here alone, never memoized
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const visible = items.flatMap((item) => rowAt(window, item.index) ?? []);
  const open = useOpenRows(visible, fresh);
  const now = useNow(visible.some(isOpen));

  const { hasNextPage, isFetching, fetchNextPage, hasPreviousPage, fetchPreviousPage } = list;
  useEffect(() => {
    if (isFetching) {
      return;
    }
    if (hasNextPage && last >= rowCount(window) - 20) {
      void fetchNextPage();
    } else if (hasPreviousPage && first < firstRow(window) + 20) {
      void fetchPreviousPage();
    }
  }, [first, last, window, hasNextPage, hasPreviousPage, isFetching, fetchNextPage, fetchPreviousPage]);

  useEffect(() => {
    if (newer.count > 0 && (scroller.current?.scrollTop ?? 0) < rowHeight / 2) {
      showNewest();
    }
  }, [newer, showNewest]);

  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0;
    const place = (event.target as HTMLElement).closest('[data-place]')?.getAttribute('data-place');
    if (step === 0 || place == null || event.metaKey || event.ctrlKey || event.altKey) {
      return;
    }
    event.preventDefault();
    const next = Math.max(0, Math.min(count - 1, Number(place) + step));
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-place="${next}"] a`)?.focus());
  };

  return (
    <div className={styles['frame']}>
      {notice !== null && (
        <Button
          className={styles['notice'] ?? ''}
          onPress={() => {
            showNewest();
            virtual.scrollToOffset(0);
          }}
        >
          {notice}
        </Button>
      )}
      <div ref={scroller} className={`panel ${styles['scroller'] ?? ''}`} onKeyDown={move}>
        <div role="table" aria-label={messages.list.rows} aria-rowcount={hasNextPage ? -1 : count + 1} className={styles['table']}>
          <div role="rowgroup" className={styles['head']}>
            <div role="row" aria-rowindex={1} className={styles['row']}>
              {Object.entries(messages.list.columns).map(([name, title]) => (
                <div key={name} role="columnheader">
                  {title}
                </div>
              ))}
            </div>
          </div>
          <div role="rowgroup" className={styles['body']} style={{ height: `${virtual.getTotalSize()}px` }}>
            {items.map((item) => {
              const loaded = rowAt(window, item.index);
              const row = loaded === undefined ? undefined : (fresh.get(loaded.executionId) ?? open.get(loaded.executionId) ?? loaded);
              return (
                <div
                  key={row?.executionId ?? item.index}
                  role="row"
                  aria-rowindex={item.index + 2}
                  data-place={item.index}
                  className={styles['row']}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  {row === undefined ? <RowToCome /> : <Row row={row} name={names.get(row.workflowId)} now={now} />}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function RowToCome() {
  const messages = useMessages();
  return (
    <div role="cell" className={styles['tocome']}>
      {messages.states.loading}…
    </div>
  );
}

function Row({ row, name, now }: { readonly row: Execution; readonly name: string | undefined; readonly now: number }) {
  const messages = useMessages();
  const wait = row.waitingOn?.[0];
  const end = row.completedAt === undefined ? now : Date.parse(row.completedAt);
  return (
    <>
      <div role="cell">
        <StatusBadge status={executionStatus(row)} word={row.status} />
      </div>
      <div role="cell">
        <Link to="/executions/$executionId" params={{ executionId: row.executionId }} className="mono">
          {row.executionId}
        </Link>
      </div>
      <div role="cell" className={styles['text']} title={row.workflowId}>
        {name ?? row.workflowId}
      </div>
      <div role="cell">
        <Moment at={row.startedAt} />
      </div>
      <div role="cell" className={styles['took']}>
        {formatDuration(end - Date.parse(row.startedAt))}
        {row.completedAt === undefined && ` ${messages.list.open}`}
      </div>
      <div role="cell" className={styles['text']}>
        {row.errorCode !== undefined ? (
          <span className={styles['error']} title={row.errorMessage}>
            {row.errorCode} {row.errorMessage}
          </span>
        ) : wait !== undefined ? (
          <span className={styles['wait']}>
            {wait.nodeId}: {wait.reason ?? wait.type}
          </span>
        ) : null}
      </div>
    </>
  );
}
