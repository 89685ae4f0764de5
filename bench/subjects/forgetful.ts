import { join } from 'node:path'

import { root } from '../paths.ts'

/** Posthorn's own server with a store that keeps the catalogue and forgets every event. */
export const forgetfulServer: string = join(root, 'bench', 'forgetful', 'serve.ts')
