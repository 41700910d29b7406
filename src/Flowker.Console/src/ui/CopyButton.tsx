import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useMessages } from '../i18n';
import { Icon } from './Icon';
import styles from './CopyButton.module.css';

/** Copies `text`; `what` names it for who cannot see where the button stands. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const messages = useMessages();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) {
      return;
    }
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <Button
        className={styles['copy'] ?? ''}
        aria-label={`${messages.states.copy}: ${what}`}
        onPress={() => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))}
      >
        <Icon name="copy" />
      </Button>
      <span role="status" className="hidden-text">
        {copied ? messages.states.copied : ''}
      </span>
    </>
  );
}
