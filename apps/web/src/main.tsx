// The page starts here: theme first, so that nothing flashes, then the router.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { router } from './router.tsx'
import './ui/fonts.ts'
import './ui/tokens.css'
import './ui/base.css'
import { Toaster } from './ui/Toaster.tsx'
import { TooltipProvider } from './ui/Tooltip.tsx'
import { startTheme } from './ui/theme.ts'

// zod compiles parsers with eval unless told not to, which the page's CSP refuses.
z.config({ jitless: true })
startTheme()

const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 2000 } } })

function App() {
  return (
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TooltipProvider delayDuration={350}>
          <RouterProvider router={router} />
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </StrictMode>
  )
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(<App />)
