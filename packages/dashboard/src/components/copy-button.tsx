import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'

export interface CopyButtonProps {
  readonly text: string
  /** `the secret`: follows "Copy". */
  readonly what: string
  readonly variant?: 'default' | 'filled' | 'subtle'
}

export function CopyButton({ text, what, variant = 'default' }: CopyButtonProps) {
  const { copy, copied, error } = useClipboard({ timeout: 2000 })
  // In a frame it takes the leave of the page around this one.
  const word = copied ? 'Copied' : error === null ? 'Copy' : 'Copy by hand'
  return (
    <Button
      variant={variant}
      size="compact-sm"
      onClick={() => copy(text)}
      aria-label={`${word} ${what}`}
    >
      {word}
    </Button>
  )
}
