import { useSyncExternalStore } from 'react';

/** Who the page calls as. The key is in the memory of this tab alone: never in storage, in a URL or in the document. */
export type Session = { readonly key: string | null; readonly refusal: 'none' | 'required' | 'refused' };

let session: Session = { key: null, refusal: 'none' };
const listeners = new Set<() => void>();

let whenCallerChanges: () => void = () => undefined;

/** What is done before a page is drawn for another caller: what one saw is not shown to the next. */
export function onCallerChange(action: () => void): void {
  whenCallerChanges = action;
}

function change(next: Session): void {
  const isAnother = next.key !== session.key;
  session = next;
  if (isAnother) {
    whenCallerChanges();
  }
  for (const listener of listeners) {
    listener();
  }
}

export const signIn = (key: string): void => change({ key, refusal: 'none' });

export const signOut = (): void => change({ key: null, refusal: 'required' });

/** The service answered 401 to a call that was made with `key`; an answer to an older key says nothing of today's. */
export function refuse(key: string | null): void {
  if (key === session.key) {
    change({ key: null, refusal: key === null ? 'required' : 'refused' });
  }
}

export const currentKey = (): string | null => session.key;

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}
