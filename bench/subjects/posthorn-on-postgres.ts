import { join } from 'node:path'

import { startPostgres } from '../databases/postgres.ts'
import { startPosthorn, useAsSubject } from './posthorn.ts'
import type { Subject } from './subject.ts'

/** `posthorn serve` on a PostgreSQL of its own, set up as the peers' is. */
export function createPosthornOnPostgres(name: string): Subject {
  return {
    name,
    async start(options) {
      await using stack = new AsyncDisposableStack()
      const database = stack.use(await startPostgres(options.dir))
      const url = `postgres://postgres@127.0.0.1:${database.port}/postgres`
      const posthorn = await startPosthorn(join(options.dir, 'posthorn'), {
        env: { DATABASE_URL: url },
      })
      const subject = stack.use(await useAsSubject(posthorn, options))
      const running = stack.move()
      return {
        ...subject,
        databasePid: database.pid,
        [Symbol.asyncDispose]: () => running.disposeAsync(),
      }
    },
  }
}
