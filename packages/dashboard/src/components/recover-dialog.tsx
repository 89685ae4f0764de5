import { Group, Input, NativeSelect, Radio, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { posthorn } from '../api/client.ts'
import { eventTypesQuery, webhookQuery } from '../api/queries.ts'
import { useChange } from '../api/use-change.ts'
import { ActionDialog } from './action-dialog.tsx'
import { anyTime, boundsOf, isReversed, type ChosenSpan } from './time-span.ts'
import { TimeSpanFields } from './time-span-fields.tsx'
import { ownSpan, TimeSpanSelect } from './time-span-select.tsx'

export interface RecoverDialogProps {
  readonly workspace: string
  /** Its id. */
  readonly webhook: string
  /** What the list behind it is narrowed down to. */
  readonly filter?: ChosenSpan & { readonly type: string }
  readonly onClose: () => void
  readonly onBegun?: () => void
}

type Wanted = 'failed' | 'missed' | 'any'

const choices: readonly { readonly value: Wanted; readonly label: string }[] = [
  { value: 'failed', label: 'Events that failed or were canceled' },
  { value: 'missed', label: 'Events that it was never sent, because it was off or not there yet' },
  { value: 'any', label: 'Both' },
]

const lastDay = { ...anyTime, since: '24h' }

/** Sends a webhook in the background what it did not get, by time, type and state. */
export function RecoverDialog(props: RecoverDialogProps) {
  const { workspace, webhook, filter, onClose, onBegun } = props
  const [span, setSpan] = useState(filter && hasBeginning(filter) ? filter : lastDay)
  const [type, setType] = useState(filter?.type ?? '')
  const [wanted, setWanted] = useState<Wanted>('failed')
  const change = useChange(
    () => {
      const { from: since = '', to: until } = boundsOf(span, Date.now())
      const types = type === '' ? undefined : [type]
      return posthorn.recoveries.begin(webhook, { since, until, types, status: wanted })
    },
    {
      outdated: ['recoveries'],
      onDone: () => {
        onClose()
        onBegun?.()
      },
    },
  )
  return (
    <ActionDialog
      title="Recover what it did not get"
      action="Recover"
      isReady={hasBeginning(span) && !isReversed(span)}
      change={change}
      onClose={onClose}
    >
      <Text size="sm">
        They are sent again in the background, oldest first, beside what happens now. Receivers see
        the same event ids as the first time.
      </Text>
      <Input.Wrapper label="Events of" labelElement="div">
        <RecoveredSpan span={span} onChange={setSpan} />
      </Input.Wrapper>
      <RecoveredType workspace={workspace} webhook={webhook} type={type} onChange={setType} />
      <Radio.Group
        label="What is sent"
        value={wanted}
        onChange={(value) =>
          setWanted(choices.find((one) => one.value === value)?.value ?? 'failed')
        }
      >
        <Stack gap="xs" mt="xs">
          {choices.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
    </ActionDialog>
  )
}

function hasBeginning({ since, from }: ChosenSpan): boolean {
  return since !== '' || from !== ''
}

interface RecoveredSpanProps {
  readonly span: ChosenSpan
  readonly onChange: (span: ChosenSpan) => void
}

/** One of one's own has no beginning at first, and counts as it is typed: it is read at the end. */
function RecoveredSpan({ span, onChange }: RecoveredSpanProps) {
  const isOwn = span.since === ''
  return (
    <Group gap="xs">
      <TimeSpanSelect
        value={isOwn ? ownSpan : span.since}
        onChange={(value) => onChange({ ...anyTime, since: value === ownSpan ? '' : value })}
      />
      {isOwn && <TimeSpanFields span={span} onChange={onChange} isRequired />}
    </Group>
  )
}

interface RecoveredTypeProps {
  readonly workspace: string
  readonly webhook: string
  readonly type: string
  readonly onChange: (type: string) => void
}

/** Types that the webhook wants: it is sent no others. */
function RecoveredType({ workspace, webhook, type, onChange }: RecoveredTypeProps) {
  const { data } = useQuery(webhookQuery(webhook))
  const profile = data?.profile ?? 'standard'
  const { data: types = [] } = useQuery(eventTypesQuery(workspace, profile))
  const wanted = data?.events.includes('*') ? types.map(({ name }) => name) : (data?.events ?? [])
  const names = new Set([...wanted, ...(type === '' ? [] : [type])])
  return (
    <NativeSelect
      label="Event type"
      value={type}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: 'Every type that it wants' },
        ...Array.from(names, (name) => ({ value: name, label: name })),
      ]}
    />
  )
}
