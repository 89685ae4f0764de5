import { Button, Group, Text } from '@mantine/core'
import { describeError } from '../api/describe-error.ts'
import { Notice } from './notice.tsx'

export interface ProblemProps {
  readonly error: unknown
  /** Left out where trying again would be the same button that was just pressed. */
  readonly onRetry?: () => void
}

/** What went wrong and, where it helps, a way to try again. */
export function Problem({ error, onRetry }: ProblemProps) {
  return (
    <Notice tone="bad" role="alert">
      <Group justify="space-between" gap="sm">
        <Text size="sm" inherit>
          {describeError(error)}
        </Text>
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Notice>
  )
}
