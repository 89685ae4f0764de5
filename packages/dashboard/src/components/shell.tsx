import { Anchor, AppShell, Burger, Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Session } from '@posthorn/sdk/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { posthorn } from '../api/client.ts'
import { isFramed, portalId } from '../api/portal.ts'
import { nameOf, sessionKey } from '../api/session.ts'
import { BrandLogo } from '../brand/brand-logo.tsx'
import { siteName } from '../brand/brand.ts'
import { ColorSchemeButton } from './color-scheme-button.tsx'
import { FaultBoundary } from './fault-boundary.tsx'
import { Loading } from './loading.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import styles from './shell.module.css'

/** What stands around every page of somebody who is signed in. */
export function Shell({ session }: { readonly session: Session }) {
  const [isOpen, { toggle, close }] = useDisclosure()
  const { pathname } = useLocation()
  useEffect(close, [close, pathname])
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', sm: 'xl' }}
      transitionDuration={0}
    >
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <AppShell.Header className={styles.header}>
        <Group gap="sm">
          <Burger
            opened={isOpen}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={isOpen ? 'Close the menu' : 'Open the menu'}
          />
          <Anchor
            component={Link}
            to="/"
            underline="never"
            c="inherit"
            aria-label={`${siteName}, first page`}
          >
            {portalId === null ? <Logo /> : <BrandLogo />}
          </Anchor>
        </Group>
        <Group gap="xs">
          {portalId === null && (
            <Text size="sm" c="dimmed" visibleFrom="xs">
              <bdi>{nameOf(session)}</bdi>
            </Text>
          )}
          <ColorSchemeButton />
          {!isFramed && <SignOutButton />}
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={styles.navbar} p="sm">
        <Navigation session={session} />
        {portalId !== null && (
          <Text size="xs" c="dimmed" px="sm" mt="auto">
            Webhooks by Posthorn
          </Text>
        )}
      </AppShell.Navbar>
      <AppShell.Main id="content" className={styles.main} tabIndex={-1}>
        <div className={styles.page}>
          <FaultBoundary key={pathname}>
            <Suspense fallback={<Loading what="the page" />}>
              <Outlet />
            </Suspense>
          </FaultBoundary>
        </div>
      </AppShell.Main>
    </AppShell>
  )
}

function SignOutButton() {
  const client = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: () => posthorn.session.close(),
    onSuccess: () => {
      client.setQueryData(sessionKey, null)
      // Nothing that was read stays for whoever comes next.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
    },
  })
  return (
    <Button variant="default" size="compact-sm" loading={isPending} onClick={() => mutate()}>
      {portalId === null ? 'Sign out' : 'Close'}
    </Button>
  )
}
