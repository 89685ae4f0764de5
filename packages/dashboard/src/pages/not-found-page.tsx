import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { Empty } from '../components/empty.tsx'

export function NotFoundPage() {
  return (
    <Empty title="There is no such page">
      <Anchor component={Link} to="/">
        Go to the first page
      </Anchor>
    </Empty>
  )
}
