import { read, type Schemas } from './client';

export type Execution = Schemas['ExecutionStatusOutput'];
export type ExecutionPage = Schemas['ExecutionStatusOutputList'];
export type Steps = Schemas['ExecutionStepsOutput'];
export type Step = Schemas['StepResult'];
export type StepDetail = Schemas['StepDetail'];
export type Attempt = Schemas['Attempt'];
export type Wait = Schemas['Wait'];
export type Workflow = Schemas['WorkflowOutput'];
export type Timeseries = Schemas['TimeseriesOutput'];
export type AuditEvents = Schemas['AuditEventOutputList'];

/** What the list is narrowed to; the names are those of the page's URL. */
export type ExecutionFilter = {
  readonly status?: string | undefined;
  readonly workflow?: string | undefined;
  readonly node?: string | undefined;
  readonly key?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export const pageSize = 100;

export const isOpen = (execution: { readonly status: string }): boolean =>
  execution.status === 'pending' || execution.status === 'running';

function queryOf(filter: ExecutionFilter): Record<string, string> {
  const named: [string, string | undefined][] = [
    ['status', filter.status],
    ['workflowId', filter.workflow],
    ['nodeId', filter.node],
    ['idempotencyKey', filter.key],
    ['startedFrom', filter.from],
    ['startedTo', filter.to],
  ];
  return Object.fromEntries(named.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''));
}

export const listExecutions = (filter: ExecutionFilter, cursor: string | null, signal: AbortSignal): Promise<ExecutionPage> =>
  read((api) =>
    api.GET('/v1/executions', {
      params: { query: { ...queryOf(filter), limit: pageSize, ...(cursor === null ? {} : { cursor }) } },
      parseAs: 'text',
      signal,
    }),
  );

export const getExecution = (id: string, signal: AbortSignal): Promise<Execution> =>
  read((api) => api.GET('/v1/executions/{id}', { params: { path: { id } }, parseAs: 'text', signal }));

export const getSteps = (id: string, signal: AbortSignal): Promise<Steps> =>
  read((api) => api.GET('/v1/executions/{id}/steps', { params: { path: { id } }, parseAs: 'text', signal }));

export const getStep = (id: string, nodeId: string, signal: AbortSignal): Promise<StepDetail> =>
  read((api) => api.GET('/v1/executions/{id}/steps/{nodeId}', { params: { path: { id, nodeId } }, parseAs: 'text', signal }));

export const getWorkflow = (id: string, signal: AbortSignal): Promise<Workflow> =>
  read((api) => api.GET('/v1/workflows/{id}', { params: { path: { id } }, parseAs: 'text', signal }));

export const listEvents = (executionId: string, signal: AbortSignal): Promise<AuditEvents> =>
  read((api) =>
    api.GET('/v1/audit-events', {
      params: { query: { resourceId: executionId, limit: 100, sortOrder: 'ASC' } },
      parseAs: 'text',
      signal,
    }),
  );

export const getTimeseries = (bucket: string, startTime: string, endTime: string, signal: AbortSignal): Promise<Timeseries> =>
  read((api) =>
    api.GET('/v1/dashboards/executions/timeseries', {
      params: { query: { bucket: bucket as 'minute' | 'hour' | 'day', startTime, endTime } },
      parseAs: 'text',
      signal,
    }),
  );

export const getVersion = (signal: AbortSignal): Promise<Schemas['VersionResponse']> =>
  read((api) => api.GET('/version', { parseAs: 'text', signal }));
