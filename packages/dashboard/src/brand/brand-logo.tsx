import { Text } from '@mantine/core'
import { useState } from 'react'
import { brand, siteName } from './brand.ts'
import styles from './brand-logo.module.css'

/** The brand's image, or its name where there is none or it cannot be loaded. */
export function BrandLogo() {
  const [isBroken, setIsBroken] = useState(false)
  const { logoUrl } = brand
  if (logoUrl === null || isBroken) {
    return (
      <Text fw={650} fz="md" className={styles.name} title={siteName}>
        <bdi>{siteName}</bdi>
      </Text>
    )
  }
  return (
    <img
      className={styles.image}
      src={logoUrl}
      alt={siteName}
      referrerPolicy="no-referrer"
      onError={() => setIsBroken(true)}
    />
  )
}
