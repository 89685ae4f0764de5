/** The whole run in one line: `N passed, N failed`. */
export default async function* summary(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:summary' || data.file !== undefined) continue
    const { passed, failed, cancelled, skipped, todo } = data.counts
    yield `${passed} passed, ${failed + cancelled + todo} failed, ${skipped} skipped\n`
  }
}
