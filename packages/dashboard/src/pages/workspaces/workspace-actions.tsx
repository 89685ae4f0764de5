import { Button, Menu } from '@mantine/core'
import type { ListedWorkspace } from '@posthorn/sdk/client'
import { useRef, useState } from 'react'
import { DeleteWorkspaceDialog } from './delete-workspace-dialog.tsx'
import { RenameWorkspaceDialog } from './rename-workspace-dialog.tsx'

export interface WorkspaceActionsProps {
  readonly workspace: ListedWorkspace
  readonly mayDelete: boolean
}

export function WorkspaceActions({ workspace, mayDelete }: WorkspaceActionsProps) {
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null)
  const button = useRef<HTMLButtonElement>(null)

  function close(): void {
    setDialog(null)
    // Where the item that was chosen is gone, the button above it stands for it.
    button.current?.focus()
  }

  return (
    <>
      <Menu
        position="bottom-end"
        transitionProps={{ duration: 0 }}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            ref={button}
            aria-label={`More for ${workspace.name}`}
          >
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('rename')}>Rename</Menu.Item>
          {mayDelete && (
            <Menu.Item c="var(--bad)" onClick={() => setDialog('delete')}>
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'rename' && <RenameWorkspaceDialog workspace={workspace} onClose={close} />}
      {dialog === 'delete' && <DeleteWorkspaceDialog workspace={workspace} onClose={close} />}
    </>
  )
}
