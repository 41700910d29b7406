import { useMessages } from '../i18n';
import styles from './Loading.module.css';

/** A shape of what comes, after 150 ms: what is there sooner does not flicker. */
export function Loading({ rows = 6 }: { readonly rows?: number }) {
  const messages = useMessages();
  return (
    <div className={styles['loading']} role="status">
      <span className="hidden-text">{messages.states.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles['row']} />
      ))}
    </div>
  );
}
