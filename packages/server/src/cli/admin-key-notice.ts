/** For a key that was made because there was none. */
export function adminKeyNotice(key: string): string {
  return `\nThis server had no admin key, so one was made. It is shown only now; keep it safe:\n\n  ${key}\n\n`
}
