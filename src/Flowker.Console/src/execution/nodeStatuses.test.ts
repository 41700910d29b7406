import { expect, it, vi } from 'vitest';
import { NodeStatuses } from './nodeStatuses';

it('wakes the nodes that changed, and no other', () => {
  const statuses = new NodeStatuses();
  const [fraud, post] = [vi.fn(), vi.fn()];
  statuses.subscribe('fraud', fraud);
  const stop = statuses.subscribe('post', post);

  statuses.replace(new Map([['fraud', 'running']]));
  statuses.replace(new Map([['fraud', 'running'], ['post', 'waiting']]));
  stop();
  statuses.replace(new Map([['fraud', 'completed'], ['post', 'completed']]));

  expect(fraud).toHaveBeenCalledTimes(2);
  expect(post).toHaveBeenCalledTimes(1);
  expect(statuses.of('fraud')).toBe('completed');
  expect(statuses.of('other')).toBe('idle');
});
