import { once } from 'node:events'
import { createServer, connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A port on the loopback address that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  return address.port
}

/** Waits until something listens on the port; rejects when `ended` comes first. */
export async function waitForPort(port: number, ended: Promise<unknown>): Promise<void> {
  const gone = ended.then(() => {
    throw new Error('The program ended before it listened')
  })
  gone.catch(() => {})
  while (!(await Promise.race([accepts(port), gone]))) await delay(20)
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
