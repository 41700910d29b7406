import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Attempt } from '../api/executions';
import { formatDuration } from '../format/duration';
import { useMessages } from '../i18n';
import { timeScale } from './timeScale';
import type { Run } from './useRun';
import styles from './TimeLine.module.css';

/** What was in flight when: a row for each call that was made, a bar for each attempt. */
export function TimeLine({
  run,
  names,
  now,
  chosen,
  choose,
}: {
  readonly run: Run;
  readonly names: ReadonlyMap<string, string>;
  readonly now: number;
  readonly chosen: string | undefined;
  readonly choose: (nodeId: string) => void;
}) {
  const messages = useMessages();
  const [squeeze, setSqueeze] = useState(true);
  const { execution, details } = run;
  const start = Date.parse(execution.data?.startedAt ?? '');
  const end = execution.data?.completedAt === undefined ? now : Date.parse(execution.data.completedAt);
  const rows = useMemo(
    () =>
      [...details.values()]
        .map((detail) => ({ ...detail, first: Date.parse(detail.attempts[0]?.startedAt ?? '') }))
        .sort((a, b) => a.first - b.first),
    [details],
  );
  const scale = useMemo(() => {
    const busy = rows.flatMap((row) => row.attempts.map((attempt) => spanOf(attempt, end)));
    return timeScale(start, end, busy, squeeze);
  }, [rows, start, end, squeeze]);
  if (rows.length === 0) {
    return null;
  }
  return (
    <section className="panel" aria-label={messages.execution.timeline}>
      <div className={styles['head']}>
        <h2>{messages.execution.timeline}</h2>
        <label>
          <input type="checkbox" checked={squeeze} onChange={(event) => setSqueeze(event.target.checked)} /> {messages.execution.squeeze}
        </label>
      </div>
      <ul className={styles['rows']}>
        {rows.map((row) => (
          <li key={row.nodeId}>
            <Button
              className={styles['row'] ?? ''}
              {...(row.nodeId === chosen ? { 'aria-current': 'true' as const } : {})}
              onPress={() => choose(row.nodeId)}
            >
              <span className={styles['name']}>{names.get(row.nodeId) ?? row.stepName}</span>
              <span className={styles['bars']}>
                {scale.squeezed.map((gap) => (
                  <span key={gap.start} className={styles['gap']} style={{ left: `${100 * gap.at}%` }} title={formatDuration(gap.end - gap.start)} />
                ))}
                {row.attempts.map((attempt) => {
                  const span = spanOf(attempt, end);
                  const left = 100 * scale.place(span.start);
                  return (
                    <span
                      key={attempt.attempt}
                      className={styles['bar']}
                      data-outcome={attempt.outcome ?? 'open'}
                      style={{ left: `${left}%`, width: `max(5px, ${100 * scale.place(span.end) - left}%)` }}
                      title={`${messages.execution.attempt} ${attempt.attempt}: ${formatDuration(span.end - span.start)}`}
                    />
                  );
                })}
              </span>
              <span className={styles['took']}>
                {row.durationMs !== undefined ? formatDuration(row.durationMs) : formatDuration(end - row.first)}
                {row.attempts.length > 1 && ` · ${row.attempts.length}×`}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function spanOf(attempt: Attempt, now: number): { readonly start: number; readonly end: number } {
  const start = Date.parse(attempt.startedAt);
  return { start, end: attempt.durationMs === undefined ? Math.max(now, start) : start + attempt.durationMs };
}
