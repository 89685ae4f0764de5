import { sealedTextsOf, type SealedText } from '../domain/sealed-texts.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Catalog } from '../engine/catalog.ts'

/** A deleted webhook holds no secret any more, so those that the catalogue knows are all there are. */
export function* allWebhooks(catalog: Catalog): Generator<Webhook> {
  for (const { id } of catalog.workspaces()) yield* catalog.webhooksOf(id)
}

export function* allSealedTexts(catalog: Catalog): Generator<SealedText> {
  for (const webhook of allWebhooks(catalog)) yield* sealedTextsOf(webhook)
}
