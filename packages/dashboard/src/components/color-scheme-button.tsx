import { Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'

export function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme()
  const current = useComputedColorScheme('light')
  const other = current === 'light' ? 'dark' : 'light'
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      c="dimmed"
      onClick={() => setColorScheme(other)}
      aria-label={`Use ${other} colours`}
    >
      {other === 'dark' ? 'Dark' : 'Light'}
    </Button>
  )
}
