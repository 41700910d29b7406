import { expect, it } from 'vitest';
import { layOut, nodeSize } from './layout';

it('places each node right of those before it, and none over another', () => {
  const nodes = ['a', 'b', 'c', 'd'];
  const places = layOut({
    nodes,
    edges: [
      { source: 'a', target: 'b' },
      { source: 'a', target: 'c' },
      { source: 'b', target: 'd' },
      { source: 'c', target: 'd' },
      { source: 'c', target: 'gone' },
    ],
  });
  const x = (id: string): number => places.get(id)?.x ?? NaN;
  expect(x('b')).toBeGreaterThan(x('a') + nodeSize.width);
  expect(x('d')).toBeGreaterThan(x('c') + nodeSize.width);
  expect(Math.abs((places.get('b')?.y ?? 0) - (places.get('c')?.y ?? 0))).toBeGreaterThanOrEqual(nodeSize.height);
  expect(places.size).toBe(4);
});
