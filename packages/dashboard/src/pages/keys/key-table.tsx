import { Button, Table, Text } from '@mantine/core'
import type { ApiKey } from '@posthorn/sdk/client'
import { useState } from 'react'
import { useCapabilities, type Scope } from '../../api/capabilities.ts'
import { posthorn } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { Moment } from '../../components/moment.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { useNow } from '../../components/use-now.ts'
import { Foreign } from '../../components/foreign.tsx'

export interface KeyTableProps {
  readonly workspace: string
  readonly keys: readonly ApiKey[]
  readonly isStale: boolean
}

export function KeyTable({ workspace, keys, isStale }: KeyTableProps) {
  const [chosen, setChosen] = useState<ApiKey | null>(null)
  const { grantableScopes } = useCapabilities()
  return (
    <>
      <ListTable
        caption="API keys"
        columns={['Name', 'State', 'May', 'Created', 'Actions']}
        isStale={isStale}
      >
        {keys.map((key) => (
          <Table.Tr key={key.id}>
            <Table.Td>
              <Text size="sm" fw={500}>
                <Foreign>{key.name}</Foreign>
              </Text>
              <Text size="xs" c="dimmed" ff="monospace">
                …{key.preview}
              </Text>
            </Table.Td>
            <Table.Td>
              <KeyState apiKey={key} />
            </Table.Td>
            <Table.Td data-label="May">{key.scopes.join(', ')}</Table.Td>
            <Table.Td>
              <Moment at={key.created_at} />
            </Table.Td>
            <Table.Td>
              {key.revoked_at === null && isWithin(key.scopes, grantableScopes) && (
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => setChosen(key)}
                  aria-label={`Revoke ${key.name}`}
                >
                  Revoke
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </ListTable>
      {chosen !== null && (
        <RevokeDialog workspace={workspace} apiKey={chosen} onClose={() => setChosen(null)} />
      )}
    </>
  )
}

/** Whoever may not make such a key may not revoke it either. */
function isWithin(scopes: readonly Scope[], grantable: readonly Scope[]): boolean {
  return scopes.every((scope) => grantable.includes(scope))
}

function KeyState({ apiKey: { revoked_at, expires_at } }: { readonly apiKey: ApiKey }) {
  const nowMs = useNow()
  if (revoked_at !== null) return <StatusBadge tone="plain">Revoked</StatusBadge>
  if (expires_at === null) return <StatusBadge tone="good">Active</StatusBadge>
  if (Date.parse(expires_at) <= nowMs) return <StatusBadge tone="bad">Expired</StatusBadge>
  return (
    <>
      <StatusBadge tone="good">Active</StatusBadge>
      <Text size="xs" c="dimmed">
        expires <Moment at={expires_at} />
      </Text>
    </>
  )
}

interface RevokeDialogProps {
  readonly workspace: string
  readonly apiKey: ApiKey
  readonly onClose: () => void
}

function RevokeDialog({ workspace, apiKey, onClose }: RevokeDialogProps) {
  const change = useChange(() => posthorn.keys.revoke(workspace, apiKey.id), {
    outdated: ['keys'],
    onDone: onClose,
  })
  return (
    <ActionDialog
      title="Revoke this API key?"
      onClose={onClose}
      action="Revoke the key"
      isDangerous
      change={change}
    >
      <Text size="sm">
        Programs that use <Foreign>{apiKey.name}</Foreign> (…{apiKey.preview}) are refused from now
        on, and whoever is signed in with it is signed out. This cannot be undone.
      </Text>
    </ActionDialog>
  )
}
