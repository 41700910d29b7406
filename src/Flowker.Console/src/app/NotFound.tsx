import { Link } from '@tanstack/react-router';
import { useMessages } from '../i18n';

export function NotFound() {
  const messages = useMessages();
  return (
    <main id="content">
      <h1>{messages.app.notFound}</h1>
      <Link to="/executions">{messages.app.toExecutions}</Link>
    </main>
  );
}
