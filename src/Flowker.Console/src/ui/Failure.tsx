import { Button } from 'react-aria-components';
import { Problem } from '../api/problem';
import { useMessages } from '../i18n';
import { CopyButton } from './CopyButton';
import styles from './Failure.module.css';

/** What went wrong in a panel: code, message and request id, and the way to try again. */
export function Failure({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  const messages = useMessages();
  const problem = error instanceof Problem ? error : null;
  const text =
    problem === null
      ? error.message
      : problem.isUnreachable
        ? messages.states.unreachable
        : problem.status === 403
          ? messages.states.forbidden(problem.code)
          : `${problem.code} ${problem.message}`;
  return (
    <div role="alert" className={styles['failure']}>
      <p>{text}</p>
      {problem?.requestId != null && (
        <p className={styles['request']}>
          {messages.states.requestId} <code>{problem.requestId}</code>
          <CopyButton text={problem.requestId} what={messages.states.requestId} />
        </p>
      )}
      {retry !== undefined && (
        <Button className="button" onPress={retry}>
          {messages.states.retry}
        </Button>
      )}
    </div>
  );
}
