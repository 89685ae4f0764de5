import { Button, Group, Table, Text } from '@mantine/core'
import type { Operator } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sessionQuery } from '../../api/session.ts'
import { ListTable } from '../../components/list-table.tsx'
import { Moment } from '../../components/moment.tsx'
import { ChangePasswordDialog } from './change-password-dialog.tsx'
import { RemoveOperatorDialog } from './remove-operator-dialog.tsx'
import { Foreign } from '../../components/foreign.tsx'

export interface OperatorTableProps {
  readonly operators: readonly Operator[]
  readonly isStale: boolean
}

interface Chosen {
  readonly operator: Operator
  readonly action: 'password' | 'remove'
}

export function OperatorTable({ operators, isStale }: OperatorTableProps) {
  const { data: session } = useQuery(sessionQuery)
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const ownId = session?.operator?.id
  const close = () => setChosen(null)
  return (
    <>
      <ListTable
        caption="Operators"
        columns={['Name', 'Added', 'Password set', 'Actions']}
        isStale={isStale}
      >
        {operators.map((operator) => (
          <Table.Tr key={operator.id}>
            <Table.Td>
              <Text size="sm" fw={500} span>
                <Foreign>{operator.name}</Foreign>
              </Text>
              {operator.id === ownId && (
                <Text size="sm" c="dimmed" span>
                  {' '}
                  (you)
                </Text>
              )}
            </Table.Td>
            <Table.Td data-label="Added">
              <Moment at={operator.created_at} />
            </Table.Td>
            <Table.Td data-label="Password set">
              <Moment at={operator.password_changed_at} />
            </Table.Td>
            <Table.Td>
              <Group gap="xs" wrap="nowrap">
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => setChosen({ operator, action: 'password' })}
                  aria-label={`Change password of ${operator.name}`}
                >
                  Change password
                </Button>
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => setChosen({ operator, action: 'remove' })}
                  aria-label={`Remove ${operator.name}`}
                >
                  Remove
                </Button>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </ListTable>
      {chosen?.action === 'password' && (
        <ChangePasswordDialog
          operator={chosen.operator}
          isOwn={chosen.operator.id === ownId}
          onClose={close}
        />
      )}
      {chosen?.action === 'remove' && (
        <RemoveOperatorDialog
          operator={chosen.operator}
          isOwn={chosen.operator.id === ownId}
          onClose={close}
        />
      )}
    </>
  )
}
