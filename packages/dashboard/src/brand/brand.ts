import { portalId } from '../api/portal.ts'

/** Whose pages these are. */
export interface Brand {
  /** null: nobody says. */
  readonly name: string | null
  /** An image with the name in it; null: there is none. */
  readonly logoUrl: string | null
  /** `#rrggbb`; null: Posthorn's own. */
  readonly color: string | null
}

export const brand: Brand =
  portalId === null ? { name: 'Posthorn', logoUrl: null, color: null } : readBrand()

/** What these pages are called. */
export const siteName = brand.name ?? 'Webhooks'

/** For the browser's tab. */
export function showTitle(title: string): void {
  document.title = title === siteName ? title : `${title} · ${siteName}`
}

/** The server writes it into the document of a portal, so that it is there before anybody is let in. */
function readBrand(): Brand {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="portal-brand"]')
  // The server says what it is: as the API has it, with nothing where there is no brand to show.
  const told = JSON.parse(meta?.content || '{}') as {
    readonly name?: string | null
    readonly logo_url?: string | null
    readonly color?: string | null
  }
  const { name = null, logo_url: logoUrl = null, color = null } = told
  return { name, logoUrl, color }
}
