import { describe, expect, it } from 'vitest';
import { executionStatus, nodeStatus, statusOf } from './status';

const wait = { type: 'retry' as const, nodeId: 'post', since: '', until: '', attempt: 2 };

describe('status', () => {
  it('is waiting while a running execution waits', () => {
    expect(executionStatus({ status: 'running', waitingOn: [wait] })).toBe('waiting');
    expect(executionStatus({ status: 'running' })).toBe('running');
    expect(executionStatus({ status: 'failed', waitingOn: [wait] })).toBe('failed');
  });

  it('draws a word that it does not know as unknown', () => {
    expect(statusOf('compensated')).toBe('unknown');
  });

  it('of a node without a step depends on whether the run has ended', () => {
    expect(nodeStatus('post', [], new Set(['post']), false)).toBe('waiting');
    expect(nodeStatus('post', [], new Set(), false)).toBe('idle');
    expect(nodeStatus('post', [], new Set(), true)).toBe('skipped');
  });
});
