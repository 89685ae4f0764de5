import { ActionForm, type ActionFormProps } from './action-form.tsx'
import { Dialog, type DialogProps } from './dialog.tsx'

export type ActionDialogProps = Pick<DialogProps, 'title' | 'size'> & ActionFormProps

/** Does one thing, and is closed then. */
export function ActionDialog({ title, size = 'md', ...form }: ActionDialogProps) {
  return (
    <Dialog title={title} onClose={form.onClose} size={size}>
      <ActionForm {...form} />
    </Dialog>
  )
}
