// Where the grader's process begins. Compiled code is kept between starts: on a busy small machine that is seconds to the page.
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Before anything else is loaded, which is why the grader itself is in another file. Without a cache (a full disk) it only starts slower.
enableCompileCache(join(process.env.UNFLUNK_CACHE ?? join(homedir(), '.cache', 'unflunk'), 'compiled'))
await import('./run.ts')
