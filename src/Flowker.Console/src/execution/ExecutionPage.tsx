import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Problem } from '../api/problem';
import { formatDuration } from '../format/duration';
import { formatCount, useMessages } from '../i18n';
import { CopyButton } from '../ui/CopyButton';
import { ErrorBoundary } from '../ui/ErrorBoundary';
import { Failure } from '../ui/Failure';
import { Live } from '../ui/Live';
import { Loading } from '../ui/Loading';
import { Moment } from '../ui/Moment';
import { executionStatus, nodeStatus, type Status } from '../ui/status';
import { StatusBadge } from '../ui/StatusBadge';
import { useNow } from '../ui/useNow';
import { Graph } from './Graph';
import { Inspector } from './Inspector';
import { NodeStatuses, NodeStatusesContext } from './nodeStatuses';
import { Outline } from './Outline';
import { TimeLine } from './TimeLine';
import { useRun } from './useRun';
import { Waits } from './Waits';
import styles from './ExecutionPage.module.css';

const route = getRouteApi('/executions/$executionId');

export default function ExecutionPage() {
  const messages = useMessages();
  const { executionId } = route.useParams();
  const { node, view } = route.useSearch();
  const navigate = route.useNavigate();
  const run = useRun(executionId);
  const now = useNow(run.open);
  const [statuses] = useState(() => new NodeStatuses());
  const choose = useCallback(
    (nodeId: string) => void navigate({ search: (before) => ({ ...before, node: nodeId }), replace: true }),
    [navigate],
  );

  const { execution, steps, workflow, waiting, open, details } = run;
  const names = useMemo(
    () => new Map(workflow.data?.nodes.map((one) => [one.id, one.name === undefined || one.name === '' ? one.id : one.name])),
    [workflow.data],
  );
  const decided = steps.data?.steps;
  useEffect(() => {
    const inFlight = new Set([...details].filter(([id, detail]) => detail.status === 'running' && !waiting.has(id)).map(([id]) => id));
    const next = new Map<string, Status>();
    for (const { id, type } of workflow.data?.nodes ?? []) {
      next.set(
        id,
        type === 'trigger' && execution.data !== undefined
          ? 'completed'
          : inFlight.has(id)
            ? 'running'
            : nodeStatus(id, decided ?? [], waiting, !open),
      );
    }
    statuses.replace(next);
  }, [statuses, workflow.data, decided, waiting, open, details, execution.data]);

  if (execution.data === undefined) {
    return (
      <main id="content" className={styles['page']}>
        {execution.error instanceof Problem && execution.error.status === 404 ? (
          <p>
            {messages.execution.notFound} <Link to="/executions">{messages.app.toExecutions}</Link>
          </p>
        ) : execution.error !== null ? (
          <Failure error={execution.error} retry={() => void execution.refetch()} />
        ) : (
          <Loading />
        )}
      </main>
    );
  }

  const { data } = execution;
  const away = execution.error instanceof Problem && execution.error.isUnreachable;
  const shown = run.gone || view === 'outline' ? 'outline' : 'graph';
  const moved = workflow.data !== undefined && Date.parse(workflow.data.updatedAt) > Date.parse(data.startedAt);
  const end = data.completedAt === undefined ? now : Date.parse(data.completedAt);
  return (
    <NodeStatusesContext value={statuses}>
      <main id="content" className={styles['page']}>
        <header className={styles['header']}>
          <h1>
            <Link to="/executions" search={{ workflow: data.workflowId }}>
              {workflow.data?.name ?? data.workflowId}
            </Link>{' '}
            <StatusBadge status={executionStatus(data)} word={data.status} />
          </h1>
          <Live
            state={away ? 'away' : open ? 'live' : 'still'}
            text={away ? messages.states.reconnecting : open ? messages.states.liveRun : messages.states.still}
          />
          <dl className={styles['facts']}>
            <dt>{messages.execution.title}</dt>
            <dd className="mono">
              {data.executionId}
              <CopyButton text={data.executionId} what={messages.execution.title} />
            </dd>
            <dt>{messages.execution.started}</dt>
            <dd>
              <Moment at={data.startedAt} />
            </dd>
            {data.completedAt !== undefined && (
              <>
                <dt>{messages.execution.ended}</dt>
                <dd>
                  <Moment at={data.completedAt} />
                </dd>
              </>
            )}
            <dt>{messages.execution.took}</dt>
            <dd>{formatDuration(end - Date.parse(data.startedAt))}</dd>
            <dt className="hidden-text">{messages.list.columns.what}</dt>
            <dd>{messages.execution.progress(formatCount(data.currentStepNumber), formatCount(data.totalSteps))}</dd>
          </dl>
        </header>
        {data.errorCode !== undefined && (
          <p className={styles['failed']}>
            <strong>{messages.execution.failedWith}</strong> <code>{data.errorCode}</code> {data.errorMessage}
          </p>
        )}
        <Waits waits={data.waitingOn ?? []} names={names} now={now} choose={choose} />
        <div className={styles['body']}>
          <div className={styles['pictures']}>
            <section className={styles['workflow']} aria-label={messages.execution.views}>
              <div className={styles['tools']}>
                <ToggleButtonGroup
                  aria-label={messages.execution.views}
                  selectionMode="single"
                  disallowEmptySelection
                  selectedKeys={[shown]}
                  onSelectionChange={(keys) => {
                    const [chosen] = keys;
                    void navigate({ search: (before) => ({ ...before, view: String(chosen) }), replace: true });
                  }}
                  className={styles['switch'] ?? ''}
                >
                  <ToggleButton id="graph" isDisabled={run.gone}>
                    {messages.execution.graph}
                  </ToggleButton>
                  <ToggleButton id="outline">{messages.execution.outline}</ToggleButton>
                </ToggleButtonGroup>
                {run.gone ? <span>{messages.execution.definitionGone}</span> : moved ? <span>{messages.execution.definitionMoved}</span> : null}
              </div>
              <ErrorBoundary>
                {shown === 'outline' ? (
                  <Outline run={run} names={names} chosen={node} choose={choose} />
                ) : workflow.data !== undefined ? (
                  <Graph workflow={workflow.data} chosen={node} choose={choose} />
                ) : workflow.error !== null ? (
                  <Failure error={workflow.error} retry={() => void workflow.refetch()} />
                ) : (
                  <Loading />
                )}
              </ErrorBoundary>
            </section>
            <ErrorBoundary>
              <TimeLine run={run} names={names} now={now} chosen={node} choose={choose} />
            </ErrorBoundary>
          </div>
          <ErrorBoundary>
            <Inspector run={run} names={names} chosen={node} />
          </ErrorBoundary>
        </div>
      </main>
    </NodeStatusesContext>
  );
}
