import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { Empty } from '../components/empty.tsx'
import { Page } from '../components/page.tsx'

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <Empty title="There is no such page">
        <Anchor component={Link} to="/" size="sm">
          Go to the first page
        </Anchor>
      </Empty>
    </Page>
  )
}
