import { Button, Menu } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useRef, useState, type RefObject } from 'react'
import { Link } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { RecoverDialog } from '../../components/recover-dialog.tsx'
import { DiagnoseDialog } from './diagnose-dialog.tsx'
import { DeleteWebhookDialog } from './delete-webhook-dialog.tsx'
import { EditWebhookDialog } from './edit-webhook-dialog.tsx'
import { PauseDialog } from './pause-dialog.tsx'
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
  const { mayManageWebhooks } = useCapabilities()

  function close(): void {
    setDialog(null)
    // Where the item that was chosen is gone, the button above it stands for it.
    menuButton.current?.focus()
  }

  return (
    <>
      {mayManageWebhooks && (
        <>
          <Button onClick={() => setDialog('test')}>Send test</Button>
          <Button variant="default" onClick={() => setDialog('diagnose')}>
            Why did nothing arrive?
          </Button>
        </>
      )}
      <MoreActions isActive={webhook.active} buttonRef={menuButton} onChoose={setDialog} />
      {dialog === 'test' && (
        <SendTestDialog workspace={workspace} webhook={webhook} onClose={close} />
      )}
      {dialog === 'recover' && (
        <RecoverDialog workspace={workspace} webhook={webhook.id} onClose={close} />
      )}
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

interface MoreActionsProps {
  readonly isActive: boolean
  readonly buttonRef: RefObject<HTMLButtonElement | null>
  readonly onChoose: (dialog: Dialog) => void
}

function MoreActions({ isActive, buttonRef, onChoose }: MoreActionsProps) {
  const { mayManageWebhooks, mayReplay, mayRotateSecrets } = useCapabilities()
  return (
    <Menu
      position="bottom-end"
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button variant="default" ref={buttonRef}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayManageWebhooks && <Menu.Item onClick={() => onChoose('edit')}>Edit</Menu.Item>}
        <Menu.Item component={Link} to="verify">
          Verify signatures
        </Menu.Item>
        {mayReplay && <Menu.Item onClick={() => onChoose('recover')}>Recover</Menu.Item>}
        {mayRotateSecrets && (
          <Menu.Item onClick={() => onChoose('rotate')}>Rotate the secret</Menu.Item>
        )}
        {mayManageWebhooks && (
          <>
            <Menu.Item onClick={() => onChoose('pause')}>{isActive ? 'Pause' : 'Resume'}</Menu.Item>
            <Menu.Item c="var(--bad)" onClick={() => onChoose('delete')}>
              Delete
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
