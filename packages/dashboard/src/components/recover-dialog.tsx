import { Button, Group, Input, NativeSelect, Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { posthorn } from '../api/client.ts'
import { eventTypesQuery, webhookQuery } from '../api/queries.ts'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'
import { anyTime, boundsOf, type ChosenSpan } from './time-span.ts'
import { TimeSpanFilter } from './time-span-filter.tsx'

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
  const client = useQueryClient()
  const [span, setSpan] = useState(filter && hasBeginning(filter) ? filter : lastDay)
  const [type, setType] = useState(filter?.type ?? '')
  const [wanted, setWanted] = useState<Wanted>('failed')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const { from: since = '', to: until } = boundsOf(span, Date.now())
      const types = type === '' ? undefined : [type]
      return posthorn.recoveries.begin(webhook, { since, until, types, status: wanted })
    },
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['recoveries'] })
      onBegun?.()
    },
  })
  return (
    <Dialog title="Recover what it did not get" onClose={onClose}>
      <Stack>
        <Text size="sm">
          They are sent again in the background, oldest first, beside what happens now. Receivers
          see the same event ids as the first time.
        </Text>
        <Input.Wrapper label="Events of" labelElement="div">
          <Group gap="xs">
            <TimeSpanFilter span={span} onChange={setSpan} isRequired />
          </Group>
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
        {error && <Problem error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={isPending} onClick={() => mutate()}>
            Recover
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function hasBeginning({ since, from }: ChosenSpan): boolean {
  return since !== '' || from !== ''
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
