import { Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { BrandLogo } from '../../brand/brand-logo.tsx'
import { showTitle } from '../../brand/brand.ts'
import styles from './door-frame.module.css'

export interface DoorFrameProps {
  readonly title: string
  readonly children: ReactNode
}

/** A small sheet with the brand, and nothing around it. */
export function DoorFrame({ title, children }: DoorFrameProps) {
  useEffect(() => {
    showTitle(title)
  }, [title])
  return (
    <main className={styles.page}>
      <div className={styles.sheet}>
        <BrandLogo />
        <Title order={1} size="h3">
          <bdi>{title}</bdi>
        </Title>
        {children}
      </div>
      <Text size="xs" c="dimmed">
        Webhooks by Posthorn
      </Text>
    </main>
  )
}
