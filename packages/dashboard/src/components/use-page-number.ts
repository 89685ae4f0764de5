import { useState } from 'react'
import type { PageTurnerProps } from './page-turner.tsx'

export interface PageNumber {
  /** From 1 on. */
  readonly page: number
  /**
   * @param pages - how many there are; undefined: nobody knows yet
   * @param more - what else there is to say: `61 workspaces`
   */
  readonly turner: (pages: number | undefined, more?: string) => PageTurnerProps
}

/** A way through a list whose pages are counted. */
export function usePageNumber(): PageNumber {
  const [page, setPage] = useState(1)
  return {
    page,
    turner: (pages = page, more) => ({
      onBack: page > 1 ? () => setPage(page - 1) : undefined,
      onOn: page < pages ? () => setPage(page + 1) : undefined,
      backName: 'Back',
      onName: 'Next',
      children:
        `Page ${page.toLocaleString('en')} of ${pages.toLocaleString('en')}` +
        (more === undefined ? '' : ` · ${more}`),
    }),
  }
}
