import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import type { Operator } from '@posthorn/sdk/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { NewPasswordField } from './new-password-field.tsx'

export interface ChangePasswordDialogProps {
  readonly operator: Operator
  /** True: it is one's own. */
  readonly isOwn: boolean
  readonly onClose: () => void
}

export function ChangePasswordDialog({ operator, isOwn, onClose }: ChangePasswordDialogProps) {
  const client = useQueryClient()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      posthorn.operators.update(operator.id, {
        password,
        ...(isOwn ? { current_password: current } : {}),
      }),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['operators'] })
    },
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  return (
    <Dialog title={isOwn ? 'Change your password' : 'Change a password'} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            {isOwn ? (
              'You stay signed in here. Everywhere else you are signed out.'
            ) : (
              <>
                <bdi>{operator.name}</bdi> is signed out everywhere, and needs the new password from
                you.
              </>
            )}
          </Text>
          {/* Tells password managers whose password it is. */}
          <input
            className="visually-hidden"
            type="text"
            name="username"
            autoComplete="username"
            value={operator.name}
            readOnly
            tabIndex={-1}
            aria-hidden
          />
          {isOwn && (
            <PasswordInput
              label="Your password now"
              name="current-password"
              value={current}
              onChange={(event) => setCurrent(event.currentTarget.value)}
              autoComplete="current-password"
              required
              data-autofocus
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide your password' }}
            />
          )}
          <NewPasswordField
            label="New password"
            value={password}
            onChange={setPassword}
            isFocused={!isOwn}
          />
          {error && <Problem error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
