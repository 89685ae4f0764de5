import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { posthorn } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'
import { NewPasswordField } from './new-password-field.tsx'

export function NewOperatorDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const change = useChange(() => posthorn.operators.create({ name: name.trim(), password }), {
    outdated: ['operators'],
    onDone: onClose,
  })

  return (
    <ActionDialog
      title="Add an operator"
      action="Add the operator"
      change={change}
      onClose={onClose}
    >
      <Text size="sm">They may do everything on this server, in every workspace, as you may.</Text>
      <TextInput
        label="Name"
        name="username"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={100}
        required
        data-autofocus
      />
      <NewPasswordField label="Password" value={password} onChange={setPassword} />
    </ActionDialog>
  )
}
