import { PasswordInput, Text } from '@mantine/core'
import type { Operator } from '@posthorn/sdk/client'
import { useState } from 'react'
import { posthorn } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { Foreign } from '../../components/foreign.tsx'

export interface ChangePasswordDialogProps {
  readonly operator: Operator
  /** True: it is one's own. */
  readonly isOwn: boolean
  readonly onClose: () => void
}

export function ChangePasswordDialog({ operator, isOwn, onClose }: ChangePasswordDialogProps) {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useChange(
    () =>
      posthorn.operators.update(operator.id, {
        password,
        ...(isOwn ? { current_password: current } : {}),
      }),
    { outdated: ['operators'], onDone: onClose },
  )

  return (
    <ActionDialog
      title={isOwn ? 'Change your password' : 'Change a password'}
      action="Change the password"
      change={change}
      onClose={onClose}
    >
      <Text size="sm">
        {isOwn ? (
          'You stay signed in here. Everywhere else you are signed out.'
        ) : (
          <>
            <Foreign>{operator.name}</Foreign> is signed out everywhere, and needs the new password
            from you.
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
    </ActionDialog>
  )
}
