import { Anchor, Group, Stack, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { Link } from 'react-router'
import { showTitle } from '../brand/brand.ts'
import { OfflineNotice } from './offline-notice.tsx'

export interface PageProps {
  readonly title: string
  /** The page above this one. */
  readonly parent?: { readonly to: string; readonly name: string }
  /** Beside the title: a state, or what the title is about. */
  readonly aside?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** What every page has: a title, also for the browser's tab, and a word when the network is gone. */
export function Page({ title, parent, aside, actions, children }: PageProps) {
  useEffect(() => {
    showTitle(title)
  }, [title])
  return (
    <Stack gap="lg">
      <div>
        {parent && (
          <Anchor component={Link} to={parent.to} size="sm" c="dimmed">
            ← {parent.name}
          </Anchor>
        )}
        <Group justify="space-between" align="center" gap="sm" mt={parent ? 4 : 0}>
          <Group gap="sm" align="center" miw={0}>
            <Title order={1} size="h3">
              <bdi>{title}</bdi>
            </Title>
            {aside}
          </Group>
          <Group gap="xs">{actions}</Group>
        </Group>
      </div>
      <OfflineNotice />
      {children}
    </Stack>
  )
}
