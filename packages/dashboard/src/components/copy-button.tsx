import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'

export interface CopyButtonProps {
  readonly text: string
  /** `the secret`: follows "Copy". */
  readonly what: string
  readonly variant?: 'default' | 'filled' | 'subtle'
  /** True: it takes the focus, as what is to be done first. */
  readonly isFocused?: boolean
}

export function CopyButton(props: CopyButtonProps) {
  const { text, what, variant = 'default', isFocused = false } = props
  const { copy, copied, error } = useClipboard({ timeout: 2000 })
  // In a frame it takes the leave of the page around this one.
  const word = copied ? 'Copied' : error === null ? 'Copy' : 'Copy by hand'
  return (
    <Button
      variant={variant}
      size="compact-sm"
      onClick={() => copy(text)}
      autoFocus={isFocused}
      aria-label={`${word} ${what}`}
    >
      {word}
    </Button>
  )
}
