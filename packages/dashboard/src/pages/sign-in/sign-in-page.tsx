import { Anchor, Code, SegmentedControl, Text, Title } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useEffect } from 'react'
import { Logo } from '../../components/logo.tsx'
import { OfflineNotice } from '../../components/offline-notice.tsx'
import { KeyForm } from './key-form.tsx'
import { PasswordForm } from './password-form.tsx'
import styles from './sign-in-page.module.css'

type Way = 'key' | 'password'

/** Both ways are always offered: which of them would do is nobody's business who is not in yet. */
const ways: { readonly value: Way; readonly label: string }[] = [
  { value: 'key', label: 'Key' },
  { value: 'password', label: 'Name and password' },
]

export function SignInPage() {
  // Which way somebody takes is no secret, and seldom changes on one browser.
  const [way, setWay] = useLocalStorage<Way>({
    key: 'posthorn-sign-in',
    defaultValue: 'key',
    getInitialValueInEffect: false,
  })
  useEffect(() => {
    document.title = 'Sign in · Posthorn'
  }, [])
  const isByKey = way !== 'password'
  return (
    <main className={styles.page}>
      <div className={styles.sheet}>
        <Logo />
        <div>
          <Title order={1} size="h3">
            Sign in
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {isByKey
              ? 'With an API key of your workspace, or of the server.'
              : 'As an operator of this server.'}
          </Text>
        </div>
        <OfflineNotice />
        <SegmentedControl
          aria-label="How to sign in"
          data={ways}
          value={isByKey ? 'key' : 'password'}
          onChange={setWay}
          transitionDuration={0}
          fullWidth
        />
        {isByKey ? <KeyForm /> : <PasswordForm />}
        <Text size="sm" c="dimmed">
          {isByKey ? (
            <>
              The server’s own key is what <Code>posthorn dev</Code> and <Code>posthorn serve</Code>{' '}
              show when they first start. The key is exchanged for a session of twelve hours and is
              not kept here.
            </>
          ) : (
            <>
              Operators are added by others who are signed in, or on the server by{' '}
              <Code>posthorn operator add</Code>. You stay signed in for twelve hours.
            </>
          )}{' '}
          <Anchor href="/docs" underline="always">
            About the API
          </Anchor>
        </Text>
      </div>
    </main>
  )
}
