import { Button, Group, SegmentedControl, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { CopyButton } from './copy-button.tsx'
import { formatJson } from './format-json.ts'
import { formatBytes } from './format-bytes.ts'
import { chunksOf } from './text-chunks.ts'
import styles from './payload.module.css'

export interface PayloadProps {
  readonly text: string
  /** `the request body`: follows "Copy". */
  readonly what: string
  /** True: there was more than was kept. */
  readonly isCut?: boolean
}

/** Characters that are shown before somebody asks for all of them. */
const shownAtFirst = 16_000

/**
 * What somebody else has written, as text, however much it is and whatever it looks like. JSON can
 * be looked at on lines of its own or as it was sent, since signatures are made of what was sent.
 */
export function Payload({ text, what, isCut = false }: PayloadProps) {
  const [view, setView] = useState('formatted')
  const [isWhole, setIsWhole] = useState(false)
  const formatted = useMemo(() => formatJson(text), [text])
  const shown = view === 'formatted' && formatted !== null ? formatted : text
  const isLong = shown.length > shownAtFirst
  const chunks = useMemo(
    () => chunksOf(isWhole ? shown : shown.slice(0, shownAtFirst)),
    [shown, isWhole],
  )
  if (text === '')
    return (
      <Text size="sm" c="dimmed">
        Empty.
      </Text>
    )
  return (
    <div>
      <Group justify="space-between" gap="xs" mb="xs">
        {formatted === null ? (
          <span />
        ) : (
          <SegmentedControl
            size="xs"
            value={view}
            onChange={setView}
            data={[
              { value: 'formatted', label: 'Formatted' },
              { value: 'raw', label: 'As sent' },
            ]}
            aria-label={`How to show ${what}`}
          />
        )}
        <Group gap="sm">
          <Text size="xs" c="dimmed">
            {formatBytes(new Blob([text]).size)}
          </Text>
          <CopyButton text={text} what={what} />
        </Group>
      </Group>
      <div className={styles.text} dir="ltr" role="group" aria-label={what} tabIndex={0}>
        {chunks.map(({ start, text: chunk }) => (
          <pre key={start} className={styles.chunk}>
            {chunk}
          </pre>
        ))}
      </div>
      {isLong && !isWhole && (
        <Button mt="xs" variant="default" size="compact-sm" onClick={() => setIsWhole(true)}>
          Show all {formatBytes(shown.length)}
        </Button>
      )}
      {isCut && (
        <Text size="xs" c="dimmed" mt="xs">
          There was more; this is how much is kept.
        </Text>
      )}
    </div>
  )
}
