import { useMessages } from '../i18n';
import { Icon } from './Icon';
import type { Status } from './status';
import styles from './StatusBadge.module.css';

/** A status as shape, word and colour; `word` is the service's own where the console has none. */
export function StatusBadge({ status, word }: { readonly status: Status; readonly word?: string }) {
  const messages = useMessages();
  return (
    <span className={styles['badge']} data-status={status}>
      <Icon name={status} />
      {status === 'unknown' && word !== undefined ? word : messages.status[status]}
    </span>
  );
}
