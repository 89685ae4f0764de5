/**
 * Reads the catalogue when asked, once at a time. A read that is under way may have begun before the
 * caller's change: then one more follows, for however many have asked meanwhile.
 */
export function createCatalogRefresh(read: () => Promise<void>): () => Promise<void> {
  let reading: Promise<void> | null = null
  let readAgain: Promise<void> | null = null

  function refresh(): Promise<void> {
    if (reading === null) {
      reading = read().finally(() => {
        reading = null
      })
      return reading
    }
    readAgain ??= reading
      .catch(() => undefined)
      .then(() => {
        readAgain = null
        return refresh()
      })
    return readAgain
  }

  return refresh
}
