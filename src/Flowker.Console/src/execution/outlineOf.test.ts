import { describe, expect, it } from 'vitest';
import type { Step } from '../api/executions';
import { outlineOf } from './outlineOf';

const node = (id: string) => ({ id, type: 'executor' as const, position: { x: 0, y: 0 } });
const edge = (source: string, target: string) => ({ id: `${source}-${target}`, source, target });
const step = (nodeId: string): Step => ({
  stepNumber: 1,
  stepName: nodeId,
  nodeId,
  status: 'completed',
  executedAt: '2026-01-01T00:00:00Z',
  durationMs: 5,
});

describe('the outline', () => {
  it('has every node after those that lead to it', () => {
    const workflow = { nodes: ['d', 'b', 'c', 'a'].map(node), edges: [edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'd')] };
    const ids = outlineOf(workflow, []).map((row) => row.id);
    expect(ids.indexOf('a')).toBe(0);
    expect(ids.at(-1)).toBe('d');
    expect(ids.length).toBe(4);
  });

  it('ends on a definition with a circle, and on a very long chain', () => {
    expect(outlineOf({ nodes: [node('a'), node('b')], edges: [edge('a', 'b'), edge('b', 'a')] }, []).length).toBe(2);
    const chain = Array.from({ length: 20_000 }, (_, i) => String(i));
    const long = { nodes: chain.map(node), edges: chain.slice(1).map((id, i) => edge(String(i), id)) };
    expect(outlineOf(long, []).map((row) => row.id)).toEqual(chain);
  });

  it('shows the steps alone when the definition is gone', () => {
    expect(outlineOf(undefined, [step('fraud'), step('post')]).map((row) => row.id)).toEqual(['fraud', 'post']);
  });
});
