import { useState } from 'react';
import { Button } from 'react-aria-components';
import { writeJson } from '../api/json';
import { formatCount, useMessages } from '../i18n';
import { CopyButton } from './CopyButton';
import styles from './Payload.module.css';

const shownAtFirst = 65_536;

/** A JSON document as text, with its digits; long ones are cut until the whole is asked for. */
export function Payload({ value, what }: { readonly value: unknown; readonly what: string }) {
  const messages = useMessages();
  const [whole, setWhole] = useState(false);
  const text = writeJson(value);
  const cut = !whole && text.length > shownAtFirst;
  return (
    <div className={styles['payload']}>
      <div className={styles['tools']}>
        <CopyButton text={text} what={what} />
      </div>
      {/* What scrolls must be reachable by the keyboard. */}
      <pre tabIndex={0} aria-label={what} role="group" className={styles['text']}>
        {cut ? text.slice(0, shownAtFirst) : text}
      </pre>
      {cut && (
        <p className={styles['cut']}>
          {messages.execution.cut(formatCount(shownAtFirst), formatCount(text.length))}{' '}
          <Button className="button" onPress={() => setWhole(true)}>
            {messages.execution.showAll}
          </Button>
        </p>
      )}
    </div>
  );
}
