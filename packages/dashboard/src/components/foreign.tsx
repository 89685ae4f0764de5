import { closeDirections } from './close-directions.ts'

/** What somebody else has written, amid our own words, whose direction it does not change. */
export function Foreign({ children }: { readonly children: string }) {
  return <bdi>{closeDirections(children)}</bdi>
}
