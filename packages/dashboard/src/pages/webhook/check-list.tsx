import { Text } from '@mantine/core'
import type { Check } from '@posthorn/sdk/client'
import { StatusBadge } from '../../components/status-badge.tsx'
import styles from './check-list.module.css'

const questions: Readonly<Record<Check['name'], string>> = {
  address: 'Can the address be reached?',
  certificate: 'Is the certificate valid?',
  answer: 'Does it answer with a 2xx?',
  active: 'Is the webhook active?',
  log: 'What does the log say?',
}

const results = {
  passed: { tone: 'good', word: 'Good' },
  failed: { tone: 'bad', word: 'In the way' },
  skipped: { tone: 'plain', word: 'Not told' },
} as const

export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ol className={styles.list}>
      {checks.map(({ name, result, finding, advice }) => (
        <li key={name} className={styles.check} data-result={result}>
          <div className={styles.head}>
            <Text size="sm" fw={600}>
              {questions[name]}
            </Text>
            <StatusBadge tone={results[result].tone}>{results[result].word}</StatusBadge>
          </div>
          <Text size="sm" c={result === 'failed' ? 'inherit' : 'dimmed'}>
            <bdi>{finding}</bdi>
          </Text>
          {advice !== null && (
            <Text size="sm" mt={4}>
              <strong>What to do:</strong> {advice}
            </Text>
          )}
        </li>
      ))}
    </ol>
  )
}
