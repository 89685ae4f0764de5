import { Button, PasswordInput, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { signIn } from '../../api/client.ts'
import { sessionKey } from '../../api/session.ts'
import { Problem } from '../../components/problem.tsx'

export function KeyForm() {
  const client = useQueryClient()
  const [key, setKey] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionKey }),
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (key.trim() !== '') mutate(key.trim())
  }

  return (
    <form onSubmit={submit}>
      <Stack>
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
        {error && <Problem error={error} />}
        <Button type="submit" loading={isPending} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  )
}
