import { type FormEvent, useId } from 'react';
import { Button } from 'react-aria-components';
import { signIn } from '../api/session';
import { useMessages } from '../i18n';
import styles from './Shell.module.css';

export function SignIn({ refused }: { readonly refused: boolean }) {
  const messages = useMessages();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    if (typeof key === 'string' && key.trim() !== '') {
      signIn(key.trim());
    }
  };
  return (
    <main id="content" className={`panel ${styles['signin'] ?? ''}`}>
      <h1>{messages.signIn.title}</h1>
      <p>{messages.signIn.lead}</p>
      <form onSubmit={submit}>
        <div className={`field ${styles['field'] ?? ''}`}>
          <label htmlFor={id}>{messages.signIn.key}</label>
          {/* Uncontrolled: the key is nowhere but in the field, and after that in the session. */}
          <input id={id} name="key" type="password" autoComplete="off" required />
        </div>
        {refused && (
          <p role="alert" className={styles['refused']}>
            {messages.signIn.refused}
          </p>
        )}
        <Button type="submit" className="button primary">
          {messages.signIn.submit}
        </Button>
      </form>
    </main>
  );
}
