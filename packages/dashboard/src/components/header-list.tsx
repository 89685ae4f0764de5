import { Text } from '@mantine/core'
import styles from './header-list.module.css'

export interface HeaderListProps {
  readonly headers: Readonly<Record<string, string>>
  /** `Request headers` */
  readonly name: string
}

/** HTTP headers, as they were on the wire. */
export function HeaderList({ headers, name }: HeaderListProps) {
  const entries = Object.entries(headers)
  if (entries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        None.
      </Text>
    )
  return (
    <dl className={styles.list} aria-label={name}>
      {entries.map(([header, value]) => (
        <div key={header} className={styles.entry}>
          <dt>
            <bdi>{header}</bdi>
          </dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
