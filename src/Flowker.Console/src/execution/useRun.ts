import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getExecution, getStep, getSteps, getWorkflow, isOpen, type StepDetail } from '../api/executions';
import { Problem } from '../api/problem';

/** Once a second while a run is open; not at all when it has ended. */
const pace = 1000;

/** The attempts of a thousand nodes would be a thousand questions: so many are asked for, newest steps first. */
const detailed = 60;

/** All that the page of one run shows. It reads the run and, for the picture, the workflow as it is today. */
export function useRun(executionId: string) {
  const execution = useQuery({
    queryKey: ['execution', executionId],
    queryFn: ({ signal }) => getExecution(executionId, signal),
    refetchInterval: (query) => (query.state.data === undefined || isOpen(query.state.data) ? pace : false),
  });
  const open = execution.data === undefined || isOpen(execution.data);
  const steps = useQuery({
    // The answer that says "ended" makes the question anew: the last steps may be younger than the last look.
    queryKey: ['steps', executionId, open],
    queryFn: ({ signal }) => getSteps(executionId, signal),
    placeholderData: (previous) => previous,
    refetchInterval: open ? pace : false,
  });
  const workflow = useQuery({
    queryKey: ['workflow', execution.data?.workflowId],
    queryFn: ({ signal }) => getWorkflow(execution.data?.workflowId ?? '', signal),
    enabled: execution.data !== undefined,
    staleTime: 60_000,
  });

  const waiting = useMemo(() => new Set(execution.data?.waitingOn?.flatMap((wait) => wait.nodeId ?? [])), [execution.data]);
  const called = useMemo(() => {
    const decided = steps.data?.steps.filter((step) => (step.attempts ?? 0) > 0).map((step) => step.nodeId) ?? [];
    const executors = new Set(workflow.data?.nodes.filter((node) => node.type === 'executor').map((node) => node.id));
    const known = new Set(decided);
    const current = open ? [...executors].filter((id) => !known.has(id)) : [];
    return { decided: decided.slice(-detailed), current: current.slice(0, detailed) };
  }, [open, steps.data, workflow.data]);
  const details = useQueries({
    queries: [
      ...called.decided.map((nodeId) => ({
        queryKey: ['step', executionId, nodeId, 'decided'],
        queryFn: ({ signal }: { signal: AbortSignal }) => getStep(executionId, nodeId, signal),
        staleTime: Infinity,
      })),
      ...called.current.map((nodeId) => ({
        queryKey: ['step', executionId, nodeId, 'open'],
        queryFn: ({ signal }: { signal: AbortSignal }) => getStep(executionId, nodeId, signal),
        refetchInterval: pace,
      })),
    ],
    combine: (results) =>
      new Map(
        results.flatMap((result): [string, StepDetail][] =>
          result.data !== undefined && result.data.attempts.length > 0 ? [[result.data.nodeId, result.data]] : [],
        ),
      ),
  });
  const gone = workflow.error instanceof Problem && workflow.error.status === 404;
  return { execution, steps, workflow, gone, waiting, details, open };
}

export type Run = ReturnType<typeof useRun>;
