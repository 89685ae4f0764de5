import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { signIn } from '../../api/client.ts'
import { SignInForm } from './sign-in-form.tsx'

export function KeyForm() {
  const [key, setKey] = useState('')
  return (
    <SignInForm signIn={() => signIn(key.trim())}>
      <PasswordInput
        label="API key"
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        autoComplete="current-password"
        autoFocus
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key' }}
      />
    </SignInForm>
  )
}
