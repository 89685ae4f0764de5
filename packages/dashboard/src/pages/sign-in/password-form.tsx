import { PasswordInput, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { signInByName } from '../../api/client.ts'
import { SignInForm } from './sign-in-form.tsx'

/** A real form, with the names that password managers look for. */
export function PasswordForm() {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const passwordField = useRef<HTMLInputElement>(null)
  return (
    <SignInForm
      signIn={() => signInByName(name.trim(), password)}
      onRefused={() => passwordField.current?.select()}
    >
      <TextInput
        label="Name"
        name="username"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={100}
        autoFocus
        required
        withAsterisk={false}
      />
      <PasswordInput
        ref={passwordField}
        label="Password"
        name="password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
    </SignInForm>
  )
}
