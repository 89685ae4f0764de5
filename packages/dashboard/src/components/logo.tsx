import { Group, Text } from '@mantine/core'

export function Logo() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={26} height={26} />
      <Text fw={650} fz="md" lts="-0.01em">
        Posthorn
      </Text>
    </Group>
  )
}
