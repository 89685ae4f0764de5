import assert from 'node:assert/strict'
import type { PortalLink } from '../../domain/portal-link.ts'
import type { StoreTest } from './open-store.ts'
import { newId, sampleAudit, samplePortalLink, startMs } from './samples.ts'

const openingOf = ({ id, secretHash }: PortalLink, sessionHash = 'b'.repeat(64)) => ({
  linkId: id,
  secretHash,
  sessionHash,
  atMs: startMs + 10,
})

/** Links to the portal, and their sessions. */
export function testPortalLinks(test: StoreTest): void {
  test('a portal link is found again, and listed with those of its workspace', async ({
    store,
  }) => {
    const link = samplePortalLink()
    const later = samplePortalLink({ workspaceId: link.workspaceId })
    for (const each of [link, samplePortalLink(), later]) {
      await store.insertPortalLink(each, sampleAudit())
    }
    assert.deepEqual(await store.getPortalLink(link.id), link)
    assert.equal(await store.getPortalLink(newId()), null)
    const { workspaceId } = link
    const page = { before: null, limit: 10 }
    assert.deepEqual(await store.listPortalLinks(workspaceId, page), [later, link])
    assert.deepEqual(await store.listPortalLinks(workspaceId, { ...page, limit: 1 }), [later])
    const before = { before: later.id, limit: 10 }
    assert.deepEqual(await store.listPortalLinks(workspaceId, before), [link])
  })

  test('of those who exchange a portal link at once, one does', async ({ store }) => {
    const link = samplePortalLink()
    await store.insertPortalLink(link, sampleAudit())
    const hashes = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(64))
    const won = await Promise.all(
      hashes.map((hash) => store.openPortalSession(openingOf(link, hash), sampleAudit())),
    )
    assert.equal(won.filter(Boolean).length, 1)
    const opened = await store.getPortalLink(link.id)
    assert.equal(opened?.sessionHash, hashes[won.indexOf(true)])
    assert.equal(opened?.usedAtMs, startMs + 10)
    const log = await store.listAudit(null, { before: null, limit: 10 })
    assert.equal(log.length, 2)
  })

  test('a portal link is exchanged by its secret, while it is good', async ({ store }) => {
    const revoked = samplePortalLink()
    const expired = samplePortalLink({ expiresAtMs: startMs + 10 })
    const good = samplePortalLink()
    for (const link of [revoked, expired, good]) await store.insertPortalLink(link, sampleAudit())
    assert.equal(await store.revokePortalLink(revoked.id, startMs, sampleAudit()), true)
    assert.equal(await store.revokePortalLink(revoked.id, startMs + 1, sampleAudit()), false)
    assert.equal((await store.getPortalLink(revoked.id))?.revokedAtMs, startMs)
    const guessed = { ...openingOf(good), secretHash: 'c'.repeat(64) }
    for (const opening of [openingOf(revoked), openingOf(expired), guessed]) {
      assert.equal(await store.openPortalSession(opening, sampleAudit()), false)
    }
    assert.equal(await store.openPortalSession(openingOf(good), sampleAudit()), true)
  })

  test('a portal’s session is closed by whoever has it, and cannot be had again', async ({
    store,
  }) => {
    const link = samplePortalLink()
    const opening = openingOf(link)
    await store.insertPortalLink(link, sampleAudit())
    await store.openPortalSession(opening, sampleAudit())
    const close = (hash: string) => store.closePortalSession(link.id, hash, sampleAudit())
    assert.equal(await close('c'.repeat(64)), false)
    assert.equal(await close(opening.sessionHash), true)
    assert.equal(await close(opening.sessionHash), false)
    assert.equal(await store.openPortalSession(opening, sampleAudit()), false)
    assert.equal((await store.getPortalLink(link.id))?.sessionHash, null)
  })
}
