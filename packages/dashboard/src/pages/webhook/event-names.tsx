import { Anchor } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { describeEvents } from '../../components/describe-events.ts'

const shownAtFirst = 3

/** Few event types as they are, many behind a button. */
export function EventNames({ names }: { readonly names: readonly string[] }) {
  const [isWhole, { open }] = useDisclosure()
  if (names.includes('*')) return 'All'
  if (isWhole || names.length <= shownAtFirst) return names.join(', ')
  return (
    <Anchor component="button" type="button" size="sm" onClick={open} ta="start">
      {describeEvents(names)}
    </Anchor>
  )
}
