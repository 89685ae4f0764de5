import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type FormEvent } from 'react'
import { signInByName } from '../../api/client.ts'
import { sessionKey } from '../../api/session.ts'
import { Problem } from '../../components/problem.tsx'

/** A real form, with the names that password managers look for. */
export function PasswordForm() {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const passwordField = useRef<HTMLInputElement>(null)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => signInByName(name.trim(), password),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionKey }),
    onError: () => passwordField.current?.select(),
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  return (
    <form onSubmit={submit}>
      <Stack>
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
        {error && <Problem error={error} />}
        <Button type="submit" loading={isPending} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  )
}
