import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ExecutionsPage } from '../executions/ExecutionsPage';
import { Loading } from '../ui/Loading';
import { NotFound } from './NotFound';
import { parseSearch, pick, stringifySearch } from './search';
import { Shell } from './Shell';

// The graph is large: it comes when a run is opened.
const ExecutionPage = lazy(() => import('../execution/ExecutionPage'));

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/executions', replace: true });
  },
});

export const executionsRoute = createRoute({
  getParentRoute: () => root,
  path: '/executions',
  validateSearch: pick(['status', 'workflow', 'node', 'key', 'from', 'to', 'range']),
  component: ExecutionsPage,
});

export const executionRoute = createRoute({
  getParentRoute: () => root,
  path: '/executions/$executionId',
  validateSearch: pick(['node', 'view', 'attempt']),
  component: () => (
    <Suspense fallback={<Loading />}>
      <ExecutionPage />
    </Suspense>
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([home, executionsRoute, executionRoute]),
  basepath: '/console',
  parseSearch,
  stringifySearch,
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
