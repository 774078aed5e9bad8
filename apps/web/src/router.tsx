// The page's addresses. The exam room and the result are loaded when they are opened.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { HomePage } from './catalog/HomePage.tsx'
import { loadSessionPage } from './session/load-session-page.ts'
import { NotFound } from './ui/NotFound.tsx'
import { PageError } from './ui/PageError.tsx'
import { retryImport } from './ui/retry-import.ts'
import { LoadingState } from './ui/State.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })

const session = createRoute({
  getParentRoute: () => root,
  path: '/sessions/$id',
  component: lazyRouteComponent(loadSessionPage, 'SessionPage'),
})

const result = createRoute({
  getParentRoute: () => root,
  path: '/results/$id',
  component: lazyRouteComponent(() => retryImport(() => import('./grading/ResultPage.tsx')), 'ResultPage'),
})

const drills = createRoute({
  getParentRoute: () => root,
  path: '/drills',
  component: lazyRouteComponent(() => retryImport(() => import('./drills/DrillsPage.tsx')), 'DrillsPage'),
})

const lookUp = createRoute({
  getParentRoute: () => root,
  path: '/drills/look-up',
  component: lazyRouteComponent(() => retryImport(() => import('./drills/LookUpPage.tsx')), 'LookUpPage'),
})

const hostsDrill = createRoute({
  getParentRoute: () => root,
  path: '/drills/hosts',
  component: lazyRouteComponent(() => retryImport(() => import('./drills/HostsDrillPage.tsx')), 'HostsDrillPage'),
})

const history = createRoute({
  getParentRoute: () => root,
  path: '/history',
  component: lazyRouteComponent(() => retryImport(() => import('./habits/HistoryPage.tsx')), 'HistoryPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([home, session, result, drills, lookUp, hostsDrill, history]),
  defaultPendingComponent: LoadingState,
  defaultErrorComponent: PageError,
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
