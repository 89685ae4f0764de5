import { useParams } from 'react-router'

/** A part of this page's address. Throws when the address has none, which is a fault in `pages.tsx`. */
export function useParam(name: string): string {
  const value = useParams()[name]
  if (value === undefined) throw new Error(`This page's address has no :${name}`)
  return value
}
