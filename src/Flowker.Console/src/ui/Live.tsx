import styles from './Live.module.css';

/** Whether what is shown is asked for again: live, still, or away. */
export function Live({ state, text }: { readonly state: 'live' | 'still' | 'away'; readonly text: string }) {
  return (
    <span className={styles['live']} data-state={state} role="status">
      <span className={styles['dot']} aria-hidden="true" />
      {text}
    </span>
  );
}
