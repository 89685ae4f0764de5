import type { Socket } from 'node:net'

const longestPiece = 2048

/**
 * Gives undici what comes in small pieces, and nothing once the socket is destroyed. It parses
 * whatever it has read to the end: with 64 KiB of tiny headers beyond its limit it makes an error
 * with a stack for each of them, and stands still for a third of a second.
 */
export function readInSmallPieces(socket: Socket): void {
  const read = socket.read.bind(socket)
  socket.read = (size) => {
    if (socket.destroyed) return null
    return read(size ?? (Math.min(socket.readableLength, longestPiece) || undefined))
  }
}
