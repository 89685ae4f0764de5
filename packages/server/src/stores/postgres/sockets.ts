import { Socket } from 'node:net'

/** How long a server may take to answer what it was asked last. */
const longestGoodbyeMs = 2000

/** What connections speak through, in hand so that a server which falls silent can be left. */
export class Sockets {
  readonly #open = new Set<Socket>()

  /** For `pg`, as the option `stream`. */
  readonly create = (): Socket => {
    const socket = new Socket()
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    return socket
  }

  /** Waits for what ends the connections, for a while, and then cuts off those that are left. */
  async closeAfter(goodbye: Promise<unknown>): Promise<void> {
    const timer = setTimeout(() => {
      for (const socket of this.#open) socket.destroy()
    }, longestGoodbyeMs)
    try {
      await goodbye
    } finally {
      clearTimeout(timer)
    }
  }
}
