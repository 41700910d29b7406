import { Link, Outlet } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { signOut, useSession } from '../api/session';
import { useMessages } from '../i18n';
import { Icon } from '../ui/Icon';
import { Preferences } from './Preferences';
import { SignIn } from './SignIn';
import styles from './Shell.module.css';

/** What stands around every page; a service that wants a key shows the way in instead of the page. */
export function Shell() {
  const messages = useMessages();
  const session = useSession();
  const mustSignIn = session.refusal !== 'none';
  return (
    <div className={styles['shell']}>
      <a href="#content" className={styles['skip']}>
        {messages.app.skip}
      </a>
      <header className={styles['bar']}>
        <Link to="/executions" className={styles['brand']}>
          <Icon name="trigger" />
          Flowker
        </Link>
        <nav aria-label={messages.app.navigation} className={styles['nav']}>
          <Link to="/executions" className={styles['link']} activeProps={{ 'aria-current': 'page' }}>
            {messages.app.executions}
          </Link>
        </nav>
        <div className={styles['tools']}>
          <Preferences />
          <a href="/docs">{messages.app.documentation}</a>
          {session.key !== null && (
            <Button className="button" onPress={signOut}>
              {messages.app.signOut}
            </Button>
          )}
        </div>
      </header>
      {mustSignIn ? <SignIn refused={session.refusal === 'refused'} /> : <Outlet />}
    </div>
  );
}
