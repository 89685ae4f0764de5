import { Anchor, Button, Code, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent } from 'react'
import { signIn } from '../../api/client.ts'
import { sessionKey } from '../../api/session.ts'
import { Logo } from '../../components/logo.tsx'
import { OfflineNotice } from '../../components/offline-notice.tsx'
import { Problem } from '../../components/problem.tsx'
import styles from './sign-in-page.module.css'

export function SignInPage() {
  const client = useQueryClient()
  const [key, setKey] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionKey }),
  })
  useEffect(() => {
    document.title = 'Sign in · Posthorn'
  }, [])

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (key.trim() !== '') mutate(key.trim())
  }

  return (
    <main className={styles.page}>
      <div className={styles.sheet}>
        <Logo />
        <div>
          <Title order={1} size="h3">
            Sign in
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            With an API key of your workspace, or of the server.
          </Text>
        </div>
        <OfflineNotice />
        <form onSubmit={submit}>
          <Stack>
            <PasswordInput
              label="API key"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              autoComplete="current-password"
              data-autofocus
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
        <Text size="sm" c="dimmed">
          The server’s own key is what <Code>posthorn dev</Code> and <Code>posthorn serve</Code>{' '}
          show when they first start. The key is exchanged for a session of twelve hours and is not
          kept here.{' '}
          <Anchor href="/docs" underline="always">
            About the API
          </Anchor>
        </Text>
      </div>
    </main>
  )
}
