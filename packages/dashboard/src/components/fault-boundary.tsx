import { Button, Group, Text } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { Notice } from './notice.tsx'

interface FaultBoundaryState {
  readonly hasFailed: boolean
}

/**
 * Around what may break without the rest breaking too: a fault of a page, or a part of it that the
 * server has no more because it was renewed in the meantime.
 */
export class FaultBoundary extends Component<{ readonly children: ReactNode }, FaultBoundaryState> {
  override state: FaultBoundaryState = { hasFailed: false }

  static getDerivedStateFromError(): FaultBoundaryState {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return (
      <Notice tone="bad" role="alert">
        <Group justify="space-between" gap="sm">
          <Text size="sm" inherit>
            This page cannot be shown. Perhaps the server was renewed while it was open.
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => window.location.reload()}>
            Load it again
          </Button>
        </Group>
      </Notice>
    )
  }
}
