import dagre from '@dagrejs/dagre';

export const nodeSize = { width: 196, height: 46 } as const;

export type LayoutInput = {
  readonly nodes: readonly string[];
  readonly edges: readonly { readonly source: string; readonly target: string }[];
};

export type Place = { readonly x: number; readonly y: number };

/** Places nodes from left to right along their edges. Edges to nodes that are not there are left out. */
export function layOut({ nodes, edges }: LayoutInput): ReadonlyMap<string, Place> {
  const graph = new dagre.graphlib.Graph().setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 56 }).setDefaultEdgeLabel(() => ({}));
  const known = new Set(nodes);
  for (const id of nodes) {
    graph.setNode(id, { ...nodeSize });
  }
  for (const { source, target } of edges) {
    if (known.has(source) && known.has(target)) {
      graph.setEdge(source, target);
    }
  }
  dagre.layout(graph);
  return new Map(
    nodes.map((id) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return [id, { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 }];
    }),
  );
}
