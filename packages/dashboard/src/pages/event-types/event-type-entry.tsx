import { Stack, Text } from '@mantine/core'
import type { EventType } from '@posthorn/sdk/client'
import { useState } from 'react'
import { Payload } from '../../components/payload.tsx'
import styles from './event-types.module.css'

export function EventTypeEntry({ type }: { readonly type: EventType }) {
  const { name, description, schema, example } = type
  const [isOpen, setIsOpen] = useState(false)
  return (
    <li className={styles.entry}>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className={styles.head}>
          <strong>
            <bdi>{name}</bdi>
          </strong>
          <Text span size="xs" c="dimmed">
            {originOf(type)}
          </Text>
          {description !== '' && (
            <Text size="sm" c="dimmed" className={styles.description}>
              <bdi>{description}</bdi>
            </Text>
          )}
        </summary>
        {isOpen && (
          <Stack className={styles.detail} gap="md">
            <Part title="Example" value={example} absent="There is none." what="the example" />
            <Part title="Schema" value={schema} absent="Any object will do." what="the schema" />
          </Stack>
        )}
      </details>
    </li>
  )
}

function originOf({ origin, profile }: EventType): string {
  if (origin === 'profile') return profile ?? ''
  return origin === 'server' ? 'the operator’s' : 'the workspace’s own'
}

interface PartProps {
  readonly title: string
  readonly value: Readonly<Record<string, unknown>> | null
  readonly absent: string
  readonly what: string
}

function Part({ title, value, absent, what }: PartProps) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      {value === null ? (
        <Text size="sm" c="dimmed">
          {absent}
        </Text>
      ) : (
        <Payload text={JSON.stringify(value)} what={what} />
      )}
    </div>
  )
}
