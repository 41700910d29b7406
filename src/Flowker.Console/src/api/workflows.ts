import { read, type Schemas } from './client';

export type WorkflowPage = Schemas['WorkflowListItemList'];

/** The newest hundred: enough to name what a list shows and to choose from; an id can always be typed. */
export const listWorkflows = (signal: AbortSignal): Promise<WorkflowPage> =>
  read((api) => api.GET('/v1/workflows', { params: { query: { limit: 100, view: 'summary' } }, parseAs: 'text', signal }));
