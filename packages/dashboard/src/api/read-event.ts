import type { PublishedEvent } from '@posthorn/sdk/client'
import { memberText } from '../components/member-text.ts'
import { connect } from './client.ts'

export interface ReadEvent {
  readonly event: PublishedEvent
  /** As it was published: parsing it would round numbers. */
  readonly dataText: string
}

export async function readEvent(workspace: string, id: string): Promise<ReadEvent> {
  let text = ''
  const client = connect(async (input, init) => {
    const response = await fetch(input, init)
    text = await response.clone().text()
    return response
  })
  const event = await client.events.get(id, { workspace })
  return { event, dataText: memberText(text, 'data') ?? JSON.stringify(event.data) }
}
