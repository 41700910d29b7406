import { type LayoutInput, layOut } from './layout';

// A graph of a thousand nodes takes most of a second: not on the page's own thread.
self.addEventListener('message', (event: MessageEvent<{ id: number; input: LayoutInput }>) => {
  const { id, input } = event.data;
  self.postMessage({ id, places: layOut(input) });
});
