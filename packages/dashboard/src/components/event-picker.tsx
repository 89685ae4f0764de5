import { Checkbox, Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { eventTypesQuery } from '../api/queries.ts'
import styles from './event-picker.module.css'
import { groupsOf, type TypeGroup } from './event-type-groups.ts'
import { Loading } from './loading.tsx'
import { Problem } from './problem.tsx'

export interface EventPickerProps {
  readonly workspace: string
  readonly profile: string
  /** True: `*` may stand for all of them. */
  readonly acceptsAny: boolean
  readonly events: readonly string[]
  readonly onChange: (events: string[]) => void
}

/** More than this, and there is a field to search in. */
const manyTypes = 12

/** Event types from the catalogue, by what they are about. */
export function EventPicker(props: EventPickerProps) {
  const { workspace, profile, acceptsAny, events, onChange } = props
  const { data: types, error, isPending, refetch } = useQuery(eventTypesQuery(workspace, profile))
  const [isChoosing, setIsChoosing] = useState(!acceptsAny || !events.includes('*'))
  if (isPending) return <Loading what="event types" />
  if (error) return <Problem error={error} onRetry={() => void refetch()} />

  function choose(scope: string): void {
    setIsChoosing(scope === 'some')
    onChange(scope === 'all' ? ['*'] : [])
  }

  return (
    <Stack gap="sm">
      {acceptsAny && (
        <Radio.Group
          label="Events"
          value={isChoosing ? 'some' : 'all'}
          onChange={choose}
          withAsterisk={false}
        >
          <Group gap="lg" mt={6}>
            <Radio value="some" label="Those that I choose" />
            <Radio value="all" label="All, also types that are added later" />
          </Group>
        </Radio.Group>
      )}
      {isChoosing && (
        <TypeList groups={groupsOf(types, events)} chosen={events} onChange={onChange} />
      )}
    </Stack>
  )
}

interface TypeListProps {
  readonly groups: readonly TypeGroup[]
  readonly chosen: readonly string[]
  readonly onChange: (events: string[]) => void
}

function TypeList({ groups, chosen, onChange }: TypeListProps) {
  const [search, setSearch] = useState('')
  const count = groups.reduce((total, { types }) => total + types.length, 0)
  const shown = groups
    .map((group) => ({
      ...group,
      types: group.types.filter(({ name }) => name.includes(search.trim().toLowerCase())),
    }))
    .filter(({ types }) => types.length > 0)
  return (
    <div>
      {count > manyTypes && (
        <TextInput
          placeholder="Search event types"
          aria-label="Search event types"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          mb="xs"
        />
      )}
      <div className={styles.groups} role="group" aria-label="Event types" tabIndex={0}>
        {shown.length === 0 && (
          <Text size="sm" c="dimmed">
            No type has that in its name.
          </Text>
        )}
        {shown.map((group) => (
          <TypeGroupBoxes key={group.name} group={group} chosen={chosen} onChange={onChange} />
        ))}
      </div>
      <Text size="xs" c="dimmed" mt={6} aria-live="polite">
        {chosen.length === 1 ? '1 type chosen' : `${chosen.length} types chosen`}
      </Text>
    </div>
  )
}

interface TypeGroupBoxesProps {
  readonly group: TypeGroup
  readonly chosen: readonly string[]
  readonly onChange: (events: string[]) => void
}

function TypeGroupBoxes({ group, chosen, onChange }: TypeGroupBoxesProps) {
  const names = group.types.map(({ name }) => name)
  const chosenHere = names.filter((name) => chosen.includes(name))
  const isWhole = chosenHere.length === names.length

  function set(wanted: readonly string[]): void {
    onChange([...chosen.filter((name) => !names.includes(name)), ...wanted])
  }

  return (
    <fieldset className={styles.group}>
      <legend className="visually-hidden">{group.name}</legend>
      {names.length > 1 && (
        <Checkbox
          size="sm"
          label={<strong>{group.name}</strong>}
          aria-label={`All of ${group.name}`}
          checked={isWhole}
          indeterminate={chosenHere.length > 0 && !isWhole}
          onChange={() => set(isWhole ? [] : names)}
        />
      )}
      {group.types.map(({ name, description }) => (
        <Checkbox
          key={name}
          size="sm"
          ml={names.length > 1 ? 'lg' : 0}
          label={name}
          description={description}
          checked={chosen.includes(name)}
          onChange={(event) =>
            set(
              event.currentTarget.checked
                ? names.filter((other) => other === name || chosen.includes(other))
                : chosenHere.filter((other) => other !== name),
            )
          }
        />
      ))}
    </fieldset>
  )
}
