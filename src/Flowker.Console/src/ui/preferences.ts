import { useSyncExternalStore } from 'react';
import { localZone } from '../format/time';

export const themes = ['auto', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

export type Preferences = { readonly theme: Theme; readonly zone: string };

const key = 'flowker.preferences';
const listeners = new Set<() => void>();
let preferences = read();

/** The zones to choose from: UTC, this computer's, and all that the browser knows. */
export const zones = (): readonly string[] => [...new Set(['UTC', localZone(), ...Intl.supportedValuesOf('timeZone')])];

function read(): Preferences {
  const initial: Preferences = { theme: 'auto', zone: 'UTC' };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (typeof stored !== 'object' || stored === null) {
      return initial;
    }
    const { theme, zone } = stored as Record<string, unknown>;
    return {
      theme: themes.find((name) => name === theme) ?? initial.theme,
      zone: typeof zone === 'string' && isZone(zone) ? zone : initial.zone,
    };
  } catch {
    // Storage that is switched off or damaged costs the preferences, nothing else.
    return initial;
  }
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Shows the theme that was chosen; called once before the page is drawn, and at each change. */
export function applyTheme(): void {
  if (preferences.theme === 'auto') {
    delete document.documentElement.dataset['theme'];
  } else {
    document.documentElement.dataset['theme'] = preferences.theme;
  }
}

export function prefer(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(preferences));
  } catch {
    // They hold for this tab.
  }
  applyTheme();
  for (const listener of listeners) {
    listener();
  }
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => preferences,
  );
}
