import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Status } from '../ui/status';

/**
 * What came of each node, beside the graph and not in it: a change draws the nodes that changed, not all thousand.
 */
export class NodeStatuses {
  private statuses: ReadonlyMap<string, Status> = new Map();
  private readonly listeners = new Map<string, Set<() => void>>();

  of(nodeId: string): Status {
    return this.statuses.get(nodeId) ?? 'idle';
  }

  replace(next: ReadonlyMap<string, Status>): void {
    const before = this.statuses;
    this.statuses = next;
    for (const [nodeId, heard] of this.listeners) {
      if (before.get(nodeId) !== next.get(nodeId)) {
        for (const listener of heard) {
          listener();
        }
      }
    }
  }

  subscribe(nodeId: string, listener: () => void): () => void {
    const heard = this.listeners.get(nodeId) ?? new Set();
    this.listeners.set(nodeId, heard.add(listener));
    return () => {
      heard.delete(listener);
      if (heard.size === 0) {
        this.listeners.delete(nodeId);
      }
    };
  }
}

export const NodeStatusesContext = createContext(new NodeStatuses());

export function useNodeStatus(nodeId: string): Status {
  const statuses = useContext(NodeStatusesContext);
  return useSyncExternalStore(
    (listener) => statuses.subscribe(nodeId, listener),
    () => statuses.of(nodeId),
  );
}
