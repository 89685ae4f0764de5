import type { Socket } from 'node:net'

/** Answers what is not even HTTP: no path is known, so the plain shape is all that can be spoken. */
export function refuseMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, message } = answerTo(error.code)
  const body = JSON.stringify({ error: { code: 'validation_error', message } })
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function answerTo(code: string | undefined): { status: string; message: string } {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return {
      status: '431 Request Header Fields Too Large',
      message: 'The headers are too large. Send at most 16 KiB of them.',
    }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: '408 Request Timeout', message: 'The request did not arrive in time.' }
  }
  return { status: '400 Bad Request', message: 'The request is not valid HTTP.' }
}
