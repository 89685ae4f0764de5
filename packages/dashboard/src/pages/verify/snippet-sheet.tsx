import { SegmentedControl, Stack, Text } from '@mantine/core'
import type { Signature } from '@posthorn/sdk/client'
import { useState } from 'react'
import { CodeSample } from '../../components/code-sample.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { languages } from '../../snippets/languages.ts'
import styles from './verify.module.css'

/** Code to copy, with this signature's names filled in. */
export function SnippetSheet({ scheme }: { readonly scheme: Signature }) {
  const able = languages.flatMap(({ name, render }) => {
    const code = render(scheme)
    return code === null ? [] : [{ name, code }]
  })
  const [chosen, setChosen] = useState(able[0]?.name ?? '')
  const shown = able.find(({ name }) => name === chosen)
  return (
    <Sheet title="Verify in your code">
      <Stack>
        <Text size="sm" c="dimmed">
          Over the raw bytes of the request, before anything parses them. Take the secret from your
          settings, not from your code.
        </Text>
        <div className={styles.languages}>
          <SegmentedControl
            value={chosen}
            onChange={setChosen}
            data={able.map(({ name }) => name)}
            aria-label="Language"
            size="xs"
          />
        </div>
        {shown && <CodeSample code={shown.code} what={`the ${shown.name} code`} />}
      </Stack>
    </Sheet>
  )
}
