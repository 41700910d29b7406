import { useEffect, useState } from 'react';
import type { LayoutInput, Place } from './layout';
import workerUrl from './layout.worker?worker&url';

type Answer = { readonly id: number; readonly places: ReadonlyMap<string, Place> };

// Trusted Types: of all script addresses, this page makes a worker from its own one alone.
const scripts = globalThis.trustedTypes?.createPolicy('flowker-layout', {
  createScriptURL: (url) => {
    if (url !== workerUrl) {
      throw new TypeError('Not the layout worker.');
    }
    return url;
  },
});

let worker: Worker | undefined;
let asked = 0;

function layoutWorker(): Worker {
  const url = scripts?.createScriptURL(workerUrl) ?? workerUrl;
  worker ??= new Worker(url as string, { type: 'module' });
  return worker;
}

/** Where each node stands; undefined until it is known. `input` must keep its identity while the graph is the same. */
export function useLayout(input: LayoutInput): ReadonlyMap<string, Place> | undefined {
  const [known, setKnown] = useState<{ readonly input: LayoutInput; readonly places: ReadonlyMap<string, Place> }>();
  useEffect(() => {
    const thread = layoutWorker();
    const id = ++asked;
    const hear = (event: MessageEvent<Answer>): void => {
      if (event.data.id === id) {
        setKnown({ input, places: event.data.places });
      }
    };
    thread.addEventListener('message', hear);
    thread.postMessage({ id, input });
    return () => thread.removeEventListener('message', hear);
  }, [input]);
  return known?.input === input ? known.places : undefined;
}
