import { Table } from '@mantine/core'
import type { Profile } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { profilesQuery } from '../../api/queries.ts'
import { formatDuration } from '../../components/format-time.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import styles from './profiles.module.css'

/** What each profile is set to, side by side. */
export function ProfilesPage() {
  const { data, error, isPending, refetch } = useQuery(profilesQuery)
  return (
    <Page title="Profiles">
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <Sheet isFlush>
        {isPending && !error && <Loading what="profiles" />}
        {data && (
          <div className={styles.scroll} tabIndex={0} role="group" aria-label="Profiles">
            <Table className={styles.table} verticalSpacing="sm" horizontalSpacing="md">
              <caption className="visually-hidden">Profiles side by side</caption>
              <Table.Thead>
                <Table.Tr>
                  <Table.Td />
                  {data.data.map(({ name }) => (
                    <Table.Th key={name} scope="col">
                      <bdi>{name}</bdi>
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map(({ name, show }) => (
                  <Table.Tr key={name}>
                    <Table.Th scope="row">{name}</Table.Th>
                    {data.data.map((profile) => (
                      <Table.Td key={profile.name}>{show(profile)}</Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
      </Sheet>
    </Page>
  )
}

interface Row {
  readonly name: string
  readonly show: (profile: Profile) => string
}

const rows: readonly Row[] = [
  {
    name: 'Signatures',
    show: ({ signatures }) =>
      signatures.map(({ header, algorithm }) => `${header} (${algorithm})`).join(', ') || 'None',
  },
  { name: 'Answer within', show: ({ timeout_ms }) => formatDuration(timeout_ms) },
  { name: 'Attempts', show: ({ retry_delays_ms }) => String(retry_delays_ms.length + 1) },
  {
    name: 'Delays before retries',
    show: ({ retry_delays_ms }) => retry_delays_ms.map(formatDuration).join(', ') || 'No retry',
  },
  {
    name: 'Event types',
    show: ({ event_types }) =>
      event_types === null ? 'All that are known' : `${event_types.length} of its own`,
  },
  { name: 'All types at once', show: ({ accepts_any_type }) => yesOrNo(accepts_any_type) },
  { name: 'Only HTTPS', show: ({ requires_https }) => yesOrNo(requires_https) },
  { name: 'Secret of one’s own', show: ({ accepts_secret }) => yesOrNo(accepts_secret) },
  {
    name: 'Active webhooks',
    show: ({ max_active_webhooks: most }) =>
      most === null ? 'As many as are wanted' : `${most} in a workspace`,
  },
]

function yesOrNo(is: boolean): string {
  return is ? 'Yes' : 'No'
}
