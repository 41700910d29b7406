import { Button } from 'react-aria-components';
import type { Wait } from '../api/executions';
import { formatDuration } from '../format/duration';
import { useMessages } from '../i18n';
import type { Messages } from '../i18n/en';
import { Icon } from '../ui/Icon';
import { Moment } from '../ui/Moment';
import styles from './Waits.module.css';

/** Why it is waiting, on what, since when, and until when. */
export function Waits({
  waits,
  names,
  now,
  choose,
}: {
  readonly waits: readonly Wait[];
  readonly names: ReadonlyMap<string, string>;
  readonly now: number;
  readonly choose: (nodeId: string) => void;
}) {
  const messages = useMessages();
  if (waits.length === 0) {
    return null;
  }
  return (
    <section className={styles['waits']} aria-label={messages.execution.why}>
      <h2>
        <Icon name="waiting" /> {messages.execution.why}
      </h2>
      <ul>
        {waits.map((wait) => {
          const left = Date.parse(wait.until) - now;
          return (
            <li key={`${wait.nodeId ?? ''}-${wait.type}`}>
              {wait.nodeId === undefined ? (
                messages.execution.waits.whole(wait.type)
              ) : (
                <Button className={styles['node'] ?? ''} onPress={() => choose(wait.nodeId ?? '')}>
                  {sentence(messages, wait, names.get(wait.nodeId) ?? wait.nodeId)}
                </Button>
              )}{' '}
              {/* Counts down in silence: what is read out is a change of state, not each second. */}
              <strong>{left > 0 ? messages.execution.inTime(formatDuration(left)) : messages.execution.now}</strong>,{' '}
              <Moment at={wait.until} detail="second" date={false} />. {wait.reason}{' '}
              <span>
                {messages.execution.since} <Moment at={wait.since} detail="second" date={false} />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function sentence(messages: Messages, wait: Wait, node: string): string {
  switch (wait.type) {
    case 'retry':
      return messages.execution.waits.retry(node, String(wait.attempt));
    case 'circuitBreaker':
      return messages.execution.waits.circuitBreaker(node);
    case 'limit':
      return messages.execution.waits.limit(node);
    default:
      return messages.execution.waits.other(node, wait.type);
  }
}
