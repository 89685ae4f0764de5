import { Button, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { sessionKey } from '../../api/session.ts'
import { Problem } from '../../components/problem.tsx'

export interface SignInFormProps {
  readonly signIn: () => Promise<void>
  readonly onRefused?: () => void
  /** Its fields. */
  readonly children: ReactNode
}

export function SignInForm({ signIn, onRefused, children }: SignInFormProps) {
  const client = useQueryClient()
  const { mutate, isPending, error } = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionKey }),
    onError: () => onRefused?.(),
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        {children}
        {error && <Problem error={error} />}
        <Button type="submit" loading={isPending} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  )
}
