import type { Step, Workflow } from '../api/executions';

export type OutlineRow = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sources: readonly string[];
  readonly stepStatus: string | undefined;
  readonly durationMs: number | undefined;
};

/** Every node after those that lead to it, and behind them the steps of nodes that the definition does not have. */
export function outlineOf(workflow: Pick<Workflow, 'nodes' | 'edges'> | undefined, steps: readonly Step[]): readonly OutlineRow[] {
  const stepOf = new Map(steps.map((step) => [step.nodeId, step]));
  const nodes = new Map(workflow?.nodes.map((node) => [node.id, node]));
  const sources = new Map<string, string[]>();
  for (const edge of workflow?.edges ?? []) {
    sources.set(edge.target, [...(sources.get(edge.target) ?? []), edge.source]);
  }

  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    // A stack of its own: a chain of a thousand nodes is deeper than what functions may call.
    const stack: { readonly id: string; readonly entered: boolean }[] = [{ id, entered: false }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.entered) {
        ordered.push(top.id);
      } else if (!seen.has(top.id)) {
        seen.add(top.id);
        stack.push({ id: top.id, entered: true });
        for (const source of sources.get(top.id) ?? []) {
          if (nodes.has(source)) {
            stack.push({ id: source, entered: false });
          }
        }
      }
    }
  };
  for (const id of nodes.keys()) {
    visit(id);
  }
  ordered.push(...steps.map((step) => step.nodeId).filter((id) => !nodes.has(id)));

  return ordered.map((id) => {
    const [node, step] = [nodes.get(id), stepOf.get(id)];
    return {
      id,
      name: step?.stepName ?? (node?.name === undefined || node.name === '' ? id : node.name),
      type: node?.type ?? ((step?.attempts ?? 0) > 0 ? 'executor' : 'action'),
      sources: sources.get(id) ?? [],
      stepStatus: step?.status,
      durationMs: step?.durationMs,
    };
  });
}
