import '@xyflow/react/dist/base.css';
import { Background, Controls, type Edge, Handle, MiniMap, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import type { Workflow } from '../api/executions';
import { useMessages } from '../i18n';
import { Icon, nodeIcon } from '../ui/Icon';
import { Loading } from '../ui/Loading';
import { nodeSize } from './layout';
import { useNodeStatus } from './nodeStatuses';
import { useLayout } from './useLayout';
import styles from './Graph.module.css';

type StepNode = Node<{ readonly name: string; readonly type: string }, 'step'>;

const nodeTypes = { step: GraphNode };

/** The workflow as it was drawn, laid out anew; its twin for the keyboard and for reading aloud is the outline. */
export function Graph({
  workflow,
  chosen,
  choose,
}: {
  readonly workflow: Workflow;
  readonly chosen: string | undefined;
  readonly choose: (nodeId: string) => void;
}) {
  const messages = useMessages();
  const input = useMemo(
    () => ({
      nodes: workflow.nodes.map((node) => node.id),
      edges: workflow.edges.map(({ source, target }) => ({ source, target })),
    }),
    [workflow],
  );
  const places = useLayout(input);
  const nodes = useMemo<StepNode[]>(
    () =>
      places === undefined
        ? []
        : workflow.nodes.map((node) => ({
            id: node.id,
            type: 'step',
            position: places.get(node.id) ?? { x: 0, y: 0 },
            ...nodeSize,
            data: { name: node.name === undefined || node.name === '' ? node.id : node.name, type: node.type },
            selected: node.id === chosen,
            draggable: false,
            connectable: false,
          })),
    [workflow, places, chosen],
  );
  const edges = useMemo<Edge[]>(
    () =>
      workflow.edges.map((edge) => ({
        id: edge.id,
        source: edge.source,
        target: edge.target,
        ...(edge.sourceHandle === undefined ? {} : { label: edge.sourceHandle }),
        focusable: false,
      })),
    [workflow],
  );
  if (places === undefined) {
    return <Loading />;
  }
  return (
    <div className={styles['graph']}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodeClick={(_, node) => choose(node.id)}
        onSelectionChange={({ nodes: selected }) => {
          const [first] = selected;
          if (first !== undefined && first.id !== chosen) {
            choose(first.id);
          }
        }}
        fitView
        fitViewOptions={{ padding: 0.1, maxZoom: 1 }}
        minZoom={0.05}
        nodesDraggable={false}
        nodesConnectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        aria-label={messages.execution.graph}
      >
        <Background gap={24} />
        <Controls showInteractive={false} />
        {workflow.nodes.length > 60 && <MiniMap />}
      </ReactFlow>
    </div>
  );
}

function GraphNode({ id, data, selected }: NodeProps<StepNode>) {
  const status = useNodeStatus(id);
  const messages = useMessages();
  return (
    <div className={styles['node']} data-status={status} data-selected={selected || undefined} data-node={id}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className={styles['type']}>
        <Icon name={nodeIcon(data.type)} />
      </span>
      <span className={styles['name']} title={data.name}>
        {data.name}
      </span>
      <span className={styles['status']}>
        <Icon name={status} />
        <span className="hidden-text">{messages.status[status]}</span>
      </span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}
