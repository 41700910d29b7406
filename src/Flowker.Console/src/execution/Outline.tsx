import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { formatDuration } from '../format/duration';
import { useMessages } from '../i18n';
import { Icon, nodeIcon } from '../ui/Icon';
import { useNodeStatus } from './nodeStatuses';
import { statusOf } from '../ui/status';
import { StatusBadge } from '../ui/StatusBadge';
import { outlineOf, type OutlineRow } from './outlineOf';
import type { Run } from './useRun';
import styles from './Outline.module.css';

/** The graph as a list in the order of its edges: each node with where it comes from and leads to. */
export function Outline({
  run,
  names,
  chosen,
  choose,
}: {
  readonly run: Run;
  readonly names: ReadonlyMap<string, string>;
  readonly chosen: string | undefined;
  readonly choose: (nodeId: string) => void;
}) {
  const messages = useMessages();
  const rows = useMemo(() => outlineOf(run.workflow.data, run.steps.data?.steps ?? []), [run.workflow.data, run.steps.data]);
  return (
    <ol className={styles['outline']} aria-label={messages.execution.outline}>
      {rows.map((row) => (
        <li key={row.id}>
          <Button
            className={styles['row'] ?? ''}
            {...(row.id === chosen ? { 'aria-current': 'true' as const } : {})}
            onPress={() => choose(row.id)}
          >
            <Icon name={nodeIcon(row.type)} />
            <span className={styles['name']}>{row.name}</span>
            <RowStatus row={row} known={run.workflow.data !== undefined} />
            {row.durationMs !== undefined && <span>{formatDuration(row.durationMs)}</span>}
            <span className={styles['ways']}>
              {row.sources.length > 0 && `${messages.execution.from} ${row.sources.map((id) => names.get(id) ?? id).join(', ')}`}
            </span>
          </Button>
        </li>
      ))}
    </ol>
  );
}

// Without a definition the run's own steps are all that is known.
function RowStatus({ row, known }: { readonly row: OutlineRow; readonly known: boolean }) {
  const live = useNodeStatus(row.id);
  return <StatusBadge status={known ? live : statusOf(row.stepStatus ?? 'idle')} />;
}
