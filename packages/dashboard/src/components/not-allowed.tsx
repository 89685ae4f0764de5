import { Empty } from './empty.tsx'

/** @param what - `manage API keys`: follows "You may not" */
export function NotAllowed({ what }: { readonly what: string }) {
  return <Empty title={`You may not ${what} here`}>Whoever let you in can allow it.</Empty>
}
