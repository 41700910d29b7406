import { describe, expect, it } from 'vitest';
import type { Execution, ExecutionPage } from '../api/executions';
import { type ListWindow, newRows, rowAt, rowCount } from './window';

const row = (n: number): Execution => ({
  executionId: `id-${n}`,
  workflowId: 'w',
  status: 'completed',
  currentStepNumber: 1,
  totalSteps: 1,
  startedAt: '2026-01-01T00:00:00Z',
});

const page = (from: number, count: number, hasMore = true): ExecutionPage => ({
  items: Array.from({ length: count }, (_, i) => row(from + i)),
  hasMore,
  nextCursor: 'c',
});

const window: ListWindow = {
  pages: [page(700, 100), page(800, 40, false)],
  places: [
    { number: 7, cursor: 'g' },
    { number: 8, cursor: 'h' },
  ],
};

describe('the window of a list', () => {
  it('finds rows by their place in the whole list, and knows what is not loaded', () => {
    expect(rowAt(window, 700)?.executionId).toBe('id-700');
    expect(rowAt(window, 839)?.executionId).toBe('id-839');
    expect(rowAt(window, 699)).toBeUndefined();
    expect(rowAt(window, 840)).toBeUndefined();
    expect(rowCount(window)).toBe(840);
  });

  it('counts what is newer than its first row', () => {
    const top: ListWindow = { pages: [page(5, 100)], places: [{ number: 0, cursor: null }] };
    expect(newRows(top, page(2, 100))).toEqual({ count: 3, atLeast: false });
    expect(newRows(top, page(5, 100))).toEqual({ count: 0, atLeast: false });
    expect(newRows(top, page(-200, 100))).toEqual({ count: 100, atLeast: true });
    expect(newRows(window, page(-200, 100))).toEqual({ count: 0, atLeast: false });
  });
});
