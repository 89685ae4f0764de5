import { Button, CopyButton as Copy } from '@mantine/core'

export interface CopyButtonProps {
  readonly text: string
  /** `the secret`: follows "Copy". */
  readonly what: string
  readonly variant?: 'default' | 'filled' | 'subtle'
}

export function CopyButton({ text, what, variant = 'default' }: CopyButtonProps) {
  return (
    <Copy value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          variant={variant}
          size="compact-sm"
          onClick={copy}
          aria-label={copied ? `Copied ${what}` : `Copy ${what}`}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      )}
    </Copy>
  )
}
