import { Text } from '@mantine/core'
import type { Operator } from '@posthorn/sdk/client'
import { posthorn } from '../../api/client.ts'
import { sessionKey } from '../../api/session.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'
import { Foreign } from '../../components/foreign.tsx'

export interface RemoveOperatorDialogProps {
  readonly operator: Operator
  /** True: one removes oneself. */
  readonly isOwn: boolean
  readonly onClose: () => void
}

export function RemoveOperatorDialog({ operator, isOwn, onClose }: RemoveOperatorDialogProps) {
  const change = useChange(() => posthorn.operators.delete(operator.id), {
    outdated: isOwn ? sessionKey : ['operators'],
    onDone: onClose,
  })
  return (
    <ActionDialog
      title={isOwn ? 'Remove yourself?' : 'Remove this operator?'}
      onClose={onClose}
      action={isOwn ? 'Remove me' : 'Remove the operator'}
      isDangerous
      change={change}
    >
      <Text size="sm">
        {isOwn ? (
          'You are signed out everywhere, and cannot sign in with this name again.'
        ) : (
          <>
            <Foreign>{operator.name}</Foreign> is signed out everywhere, and cannot sign in again.
          </>
        )}{' '}
        What they did stays in the audit log, and API keys that they made stay good.
      </Text>
    </ActionDialog>
  )
}
