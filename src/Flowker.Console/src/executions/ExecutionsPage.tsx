import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { listWorkflows } from '../api/workflows';
import { Problem } from '../api/problem';
import type { ExecutionFilter } from '../api/executions';
import { formatCount, useMessages } from '../i18n';
import { ErrorBoundary } from '../ui/ErrorBoundary';
import { Failure } from '../ui/Failure';
import { Icon } from '../ui/Icon';
import { Live } from '../ui/Live';
import { Loading } from '../ui/Loading';
import { Moment } from '../ui/Moment';
import { ExecutionTable } from './ExecutionTable';
import { Filters } from './Filters';
import { rangeOf } from './ranges';
import { TimeStrip } from './TimeStrip';
import { useExecutionRows } from './useExecutionRows';
import styles from './ExecutionsPage.module.css';

const route = getRouteApi('/executions');

export type Search = {
  readonly status?: string;
  readonly workflow?: string;
  readonly node?: string;
  readonly key?: string;
  readonly from?: string;
  readonly to?: string;
  readonly range?: string;
};

export function ExecutionsPage() {
  const messages = useMessages();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const { status, workflow, node, key, from, to } = search;
  const filter = useMemo<ExecutionFilter>(() => ({ status, workflow, node, key, from, to }), [status, workflow, node, key, from, to]);
  const rows = useExecutionRows(filter);
  const workflows = useQuery({ queryKey: ['workflows'], queryFn: ({ signal }) => listWorkflows(signal), staleTime: 60_000 });
  const names = useMemo(() => new Map(workflows.data?.items.map((item) => [item.id, item.name])), [workflows.data]);
  const change = (next: Partial<Record<keyof Search, string | undefined>>): void => {
    const merged = { ...search, ...next };
    void navigate({ search: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined && value !== '')) });
  };
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const away = rows.head.error instanceof Problem && rows.head.error.isUnreachable;

  return (
    <main id="content" className={styles['page']}>
      <div className={styles['title']}>
        <h1>{messages.app.executions}</h1>
        <Live state={away ? 'away' : 'live'} text={away ? messages.states.reconnecting : messages.states.live} />
      </div>
      <Filters search={search} workflows={workflows.data?.items ?? []} change={change} />
      <ErrorBoundary>
        <TimeStrip range={rangeOf(search.range)} seek={(moment) => change({ to: moment })} />
      </ErrorBoundary>
      {to !== undefined && (
        <p className={styles['seek']}>
          {messages.list.seek} <Moment at={to} detail="second" />{' '}
          <Button className="button" onPress={() => change({ to: undefined })}>
            {messages.list.back}
          </Button>
        </p>
      )}
      {rows.list.error !== null && <Failure error={rows.list.error} retry={() => void rows.list.refetch()} />}
      {rows.list.isPending && rows.list.error === null && <Loading rows={10} />}
      {rows.list.isSuccess && (rows.window.pages[0]?.items.length ?? 0) === 0 && rows.head.data?.items.length === 0 && (
        <div className={styles['empty']}>
          <p>{filtered ? messages.list.empty : messages.list.emptyAll}</p>
          {filtered ? (
            <Button className="button" onPress={() => void navigate({ search: {} })}>
              {messages.list.clear}
            </Button>
          ) : (
            <p className={styles['lead']}>{messages.list.emptyAllLead}</p>
          )}
        </div>
      )}
      {(rows.window.pages[0]?.items.length ?? 0) > 0 && (
        <ExecutionTable
          rows={rows}
          names={names}
          notice={
            rows.newer.count > 0 ? (
              <>
                <Icon name="up" /> {messages.list.newer(formatCount(rows.newer.count) + (rows.newer.atLeast ? '+' : ''))}
              </>
            ) : null
          }
        />
      )}
    </main>
  );
}
