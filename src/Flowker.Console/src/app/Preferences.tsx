import { useMemo } from 'react';
import { useMessages } from '../i18n';
import { prefer, themes, usePreferences, zones } from '../ui/preferences';
import styles from './Shell.module.css';

export function Preferences() {
  const messages = useMessages();
  const { theme, zone } = usePreferences();
  const known = useMemo(() => zones(), []);
  return (
    <div className={styles['preferences']}>
      <label>
        {messages.app.zone}
        <select value={zone} onChange={(event) => prefer({ zone: event.target.value })}>
          {known.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        {messages.app.theme}
        <select
          value={theme}
          onChange={(event) => prefer({ theme: themes.find((name) => name === event.target.value) ?? 'auto' })}
        >
          {themes.map((name) => (
            <option key={name} value={name}>
              {messages.app.themes[name]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
