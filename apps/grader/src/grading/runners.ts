// One runner per check kind; a kind without one does not compile.
import type { CheckKind } from '@unflunk/shared/check'
import { absent } from './runners/absent.ts'
import { canI } from './runners/can-i.ts'
import { connect } from './runners/connect.ts'
import { exec } from './runners/exec.ts'
import { file } from './runners/file.ts'
import { node } from './runners/node.ts'
import { process } from './runners/process.ts'
import { resource } from './runners/resource.ts'
import type { Runner } from './scene.ts'

export const runners = { resource, absent, 'can-i': canI, exec, connect, file, node, process } satisfies { [K in CheckKind]: Runner<K> }
