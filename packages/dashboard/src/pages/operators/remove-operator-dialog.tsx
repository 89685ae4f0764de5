import { Text } from '@mantine/core'
import type { Operator } from '@posthorn/sdk/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { posthorn } from '../../api/client.ts'
import { sessionKey } from '../../api/session.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'

export interface RemoveOperatorDialogProps {
  readonly operator: Operator
  /** True: one removes oneself. */
  readonly isOwn: boolean
  readonly onClose: () => void
}

export function RemoveOperatorDialog({ operator, isOwn, onClose }: RemoveOperatorDialogProps) {
  const client = useQueryClient()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => posthorn.operators.delete(operator.id),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: isOwn ? sessionKey : ['operators'] })
    },
  })
  return (
    <ConfirmDialog
      title={isOwn ? 'Remove yourself?' : 'Remove this operator?'}
      onClose={onClose}
      action={isOwn ? 'Remove me' : 'Remove the operator'}
      isDangerous
      isBusy={isPending}
      error={error}
      onConfirm={() => mutate()}
    >
      <Text size="sm">
        {isOwn ? (
          'You are signed out everywhere, and cannot sign in with this name again.'
        ) : (
          <>
            <bdi>{operator.name}</bdi> is signed out everywhere, and cannot sign in again.
          </>
        )}{' '}
        What they did stays in the audit log, and API keys that they made stay good.
      </Text>
    </ConfirmDialog>
  )
}
