import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Posthorn } from 'posthorn'
import { eventually } from './support/eventually.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const mostStreams = 64

async function startFollowing(t: TestContext) {
  const posthorn = await Posthorn.start({ dataDir: temporaryDirectory(t), pathPrefix: '/hooks' })
  t.after(() => posthorn.stop())
  const { id: workspace } = await posthorn.api.workspaces.create({ name: 'Acme' })
  const { key } = await posthorn.api.keys.create(workspace, { name: 'app', scopes: ['read'] })
  const follow = (options: RequestInit = {}): Promise<Response> =>
    posthorn.fetch(
      new Request('https://mine.example/hooks/v1/events/stream', {
        headers: { authorization: `Bearer ${key}` },
        ...options,
      }),
    )
  return { posthorn, workspace, follow }
}

function readerOf({ body }: Response) {
  return (body ?? assert.fail('no body')).pipeThrough(new TextDecoderStream()).getReader()
}

test('through `fetch` a stream of events arrives as they are published', async (t) => {
  const { posthorn, workspace, follow } = await startFollowing(t)
  const response = await follow()
  assert.equal(response.status, 200)
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
  const reader = readerOf(response)
  for (const n of [1, 2]) {
    const { id } = await posthorn.publish({ workspace, type: 'user.created', data: { n } })
    for (let text = ''; !text.includes(id);) {
      const { value, done } = await reader.read()
      assert.ok(!done, `the stream ended before ${id}`)
      text += value
    }
  }
  await reader.cancel()
})

test('whoever stops reading, or aborts the request, makes room for another', async (t) => {
  const { follow } = await startFollowing(t)
  const fill = (signal: AbortSignal) =>
    Promise.all(Array.from({ length: mostStreams }, () => follow({ signal })))
  const untilThereIsRoom = () =>
    eventually('room for a stream', async () => {
      const response = await follow()
      await response.body?.cancel()
      return response.status === 200
    })

  const streams = await fill(new AbortController().signal)
  assert.equal((await follow()).status, 503)
  await Promise.all(streams.map(async ({ body }) => body?.cancel()))
  await untilThereIsRoom()

  const controller = new AbortController()
  const readers = (await fill(controller.signal)).map(readerOf)
  const ends = readers.map(async (reader) => {
    while (!(await reader.read()).done);
  })
  const rejected = Promise.all(ends.map((end) => assert.rejects(end, { name: 'AbortError' })))
  controller.abort()
  await rejected
  await untilThereIsRoom()
})

test('who asks for the head of a stream alone keeps none open', async (t) => {
  const { follow } = await startFollowing(t)
  for (let n = 0; n <= mostStreams; n++) {
    const response = await follow({ method: 'HEAD' })
    assert.equal(response.status, 200)
    assert.equal(response.body, null)
  }
})

test('a program that stops ends the streams that are read through it', async (t) => {
  const { posthorn, follow } = await startFollowing(t)
  const reader = readerOf(await follow())
  await posthorn.stop()
  await assert.doesNotReject(async () => {
    while (!(await reader.read()).done);
  })
})
