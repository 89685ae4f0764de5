import { PasswordInput } from '@mantine/core'

export interface NewPasswordFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (password: string) => void
  readonly isFocused?: boolean
}

/** For a password that is chosen here: managers offer to make one, and to keep it. */
export function NewPasswordField({ label, value, onChange, isFocused }: NewPasswordFieldProps) {
  return (
    <PasswordInput
      label={label}
      description="At least 12 characters. A few words that only you would put together do well."
      name="new-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="new-password"
      minLength={12}
      maxLength={256}
      required
      data-autofocus={isFocused || undefined}
      visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
    />
  )
}
