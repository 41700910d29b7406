import { useQuery } from '@tanstack/react-query';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { listEvents } from '../api/executions';
import { formatDuration } from '../format/duration';
import { useMessages } from '../i18n';
import { Failure } from '../ui/Failure';
import { Moment } from '../ui/Moment';
import { Payload } from '../ui/Payload';
import type { Run } from './useRun';
import styles from './Inspector.module.css';

/** All that is known of the chosen node, and what the audit trail says of the run. */
export function Inspector({
  run,
  names,
  chosen,
}: {
  readonly run: Run;
  readonly names: ReadonlyMap<string, string>;
  readonly chosen: string | undefined;
}) {
  const messages = useMessages();
  const step = run.steps.data?.steps.find((one) => one.nodeId === chosen);
  const detail = chosen === undefined ? undefined : run.details.get(chosen);
  const node = run.workflow.data?.nodes.find((one) => one.id === chosen);
  const title = chosen === undefined ? messages.execution.inspector : (names.get(chosen) ?? step?.stepName ?? chosen);
  const error = step?.errorMessage ?? detail?.errorMessage;
  return (
    <section className={`panel ${styles['inspector'] ?? ''}`} aria-label={messages.execution.inspector}>
      <h2>{title}</h2>
      {chosen === undefined && <p className={styles['hint']}>{messages.execution.choose}</p>}
      {error !== undefined && <p className={styles['error']}>{error}</p>}
      <Tabs>
        <TabList aria-label={messages.execution.inspector} className={styles['tabs'] ?? ''}>
          <Tab id="attempts">{messages.execution.attempts}</Tab>
          <Tab id="output">{messages.execution.output}</Tab>
          <Tab id="definition">{messages.execution.definition}</Tab>
          <Tab id="audit">{messages.execution.journal}</Tab>
        </TabList>
        <TabPanel id="attempts">
          {detail === undefined ? <p className={styles['hint']}>{messages.execution.none}</p> : <Attempts detail={detail} />}
        </TabPanel>
        <TabPanel id="output">
          {step?.output === undefined ? (
            <p className={styles['hint']}>{messages.execution.none}</p>
          ) : (
            <Payload value={step.output} what={messages.execution.output} />
          )}
        </TabPanel>
        <TabPanel id="definition">
          {node === undefined ? (
            <p className={styles['hint']}>{messages.execution.none}</p>
          ) : (
            <Payload value={node} what={messages.execution.definition} />
          )}
        </TabPanel>
        <TabPanel id="audit">
          <Trail executionId={run.execution.data?.executionId ?? ''} open={run.open} node={chosen} />
        </TabPanel>
      </Tabs>
    </section>
  );
}

function Attempts({ detail }: { readonly detail: NonNullable<ReturnType<Run['details']['get']>> }) {
  const messages = useMessages();
  return (
    <ol className={styles['attempts']} aria-label={messages.execution.attempts}>
      {[...detail.attempts].reverse().map((attempt) => (
        <li key={attempt.attempt}>
          <h3>
            {messages.execution.attempt} {attempt.attempt}{' '}
            <span data-outcome={attempt.outcome ?? 'open'} className={styles['outcome']}>
              {attempt.outcome ?? messages.execution.inFlight}
              {attempt.statusCode !== undefined && ` · ${attempt.statusCode}`}
            </span>
          </h3>
          <p>
            <Moment at={attempt.startedAt} date={false} />
            {attempt.durationMs !== undefined && ` · ${formatDuration(attempt.durationMs)}`}
          </p>
          {attempt.message !== undefined && <p className={styles['error']}>{attempt.message}</p>}
          {attempt.url !== undefined && (
            <p className="mono">
              {attempt.method} {attempt.url}
            </p>
          )}
          {attempt.requestSha256 !== undefined && (
            <p className={styles['hash']}>
              {messages.execution.request} {messages.execution.hash} <code>{attempt.requestSha256}</code>
            </p>
          )}
          {attempt.response !== undefined && <Payload value={attempt.response} what={messages.execution.response} />}
        </li>
      ))}
    </ol>
  );
}

function Trail({ executionId, open, node }: { readonly executionId: string; readonly open: boolean; readonly node: string | undefined }) {
  const messages = useMessages();
  const events = useQuery({
    queryKey: ['events', executionId, open],
    queryFn: ({ signal }) => listEvents(executionId, signal),
    placeholderData: (previous) => previous,
    refetchInterval: open ? 2000 : false,
  });
  if (events.error !== null && events.data === undefined) {
    return <Failure error={events.error} retry={() => void events.refetch()} />;
  }
  return (
    <ol className={styles['trail']} aria-label={messages.execution.journal}>
      {events.data?.items.map((event) => {
        const metadata: Readonly<Record<string, unknown>> = event.metadata ?? {};
        const of = typeof metadata['node.id'] === 'string' ? metadata['node.id'] : '';
        return (
          <li key={event.eventId} data-chosen={node !== undefined && of === node ? true : undefined}>
            <Moment at={event.timestamp} date={false} /> <strong>{event.eventType}</strong> {of}
            {event.sequence !== undefined && <span className={styles['hint']}> #{event.sequence}</span>}
          </li>
        );
      })}
    </ol>
  );
}
