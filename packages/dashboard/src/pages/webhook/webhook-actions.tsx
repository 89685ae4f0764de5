import { Button, Menu } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { DiagnoseDialog } from './diagnose-dialog.tsx'
import { DeleteWebhookDialog } from './delete-webhook-dialog.tsx'
import { EditWebhookDialog } from './edit-webhook-dialog.tsx'
import { PauseDialog } from './pause-dialog.tsx'
import { RecoverDialog } from './recover-dialog.tsx'
import { RotateSecretDialog } from './rotate-secret-dialog.tsx'
import { SendTestDialog } from './send-test-dialog.tsx'

export interface WebhookActionsProps {
  readonly workspace: string
  readonly webhook: Webhook
}

type Dialog = 'test' | 'diagnose' | 'recover' | 'edit' | 'pause' | 'rotate' | 'delete'

/** What can be done with a webhook. Each dialog is made anew when it is opened. */
export function WebhookActions({ workspace, webhook }: WebhookActionsProps) {
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const menuButton = useRef<HTMLButtonElement>(null)

  function close(): void {
    setDialog(null)
    // Where the item that was chosen is gone, the button above it stands for it.
    menuButton.current?.focus()
  }

  return (
    <>
      <Button onClick={() => setDialog('test')}>Send test</Button>
      <Button variant="default" onClick={() => setDialog('diagnose')}>
        Why did nothing arrive?
      </Button>
      <Menu
        position="bottom-end"
        transitionProps={{ duration: 0 }}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <Button variant="default" ref={menuButton}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('edit')}>Edit</Menu.Item>
          <Menu.Item component={Link} to="verify">
            Verify signatures
          </Menu.Item>
          <Menu.Item onClick={() => setDialog('recover')}>Recover</Menu.Item>
          <Menu.Item onClick={() => setDialog('rotate')}>Rotate the secret</Menu.Item>
          <Menu.Item onClick={() => setDialog('pause')}>
            {webhook.active ? 'Pause' : 'Resume'}
          </Menu.Item>
          <Menu.Item c="var(--bad)" onClick={() => setDialog('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'test' && (
        <SendTestDialog workspace={workspace} webhook={webhook} onClose={close} />
      )}
      {dialog === 'recover' && <RecoverDialog webhook={webhook} onClose={close} />}
      {dialog === 'diagnose' && <DiagnoseDialog webhook={webhook} onClose={close} />}
      {dialog === 'edit' && (
        <EditWebhookDialog workspace={workspace} webhook={webhook} onClose={close} />
      )}
      {dialog === 'pause' && <PauseDialog webhook={webhook} onClose={close} />}
      {dialog === 'rotate' && <RotateSecretDialog webhook={webhook} onClose={close} />}
      {dialog === 'delete' && (
        <DeleteWebhookDialog workspace={workspace} webhook={webhook} onClose={close} />
      )}
    </>
  )
}
