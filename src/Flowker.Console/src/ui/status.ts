import type { Execution, Step } from '../api/executions';

/** What the console draws. A word that it does not know is `unknown`, and keeps its word. */
export const statuses = [
  'pending',
  'running',
  'waiting',
  'completed',
  'failed',
  'cancelled',
  'skipped',
  'unknown',
  'idle',
] as const;

export type Status = (typeof statuses)[number];

const known = new Set<string>(statuses);

export const statusOf = (word: string): Status => (known.has(word) ? (word as Status) : 'unknown');

/** An open execution that only waits is shown as waiting: "running" would hide why nothing moves. */
export const executionStatus = (execution: Pick<Execution, 'status' | 'waitingOn'>): Status =>
  execution.status === 'running' && (execution.waitingOn?.length ?? 0) > 0 ? 'waiting' : statusOf(execution.status);

/** What came of one node: its step, a wait on it, or that it was passed over. */
export function nodeStatus(nodeId: string, steps: readonly Step[], waiting: ReadonlySet<string>, ended: boolean): Status {
  if (waiting.has(nodeId)) {
    return 'waiting';
  }
  const step = steps.find((candidate) => candidate.nodeId === nodeId);
  return step === undefined ? (ended ? 'skipped' : 'idle') : statusOf(step.status);
}
