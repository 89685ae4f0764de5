import { Text } from '@mantine/core'
import { Notice } from '../../components/notice.tsx'
import type { SignatureFault, Verdict } from '../../verification/find-signature-fault.ts'

const names: Readonly<Record<SignatureFault, string>> = {
  wrong_secret: 'Another secret',
  wrong_encoding: 'Another encoding',
  not_the_raw_body: 'Not the raw body',
  other_algorithm: 'Another algorithm',
  incomplete: 'Something is missing',
}

export function VerdictNotice({ verdict }: { readonly verdict: Verdict }) {
  const { fault, findings } = verdict
  if (fault === null) {
    return (
      <Notice tone="good" role="status">
        <strong>The signature is good.</strong> It was made with this secret over this body.
      </Notice>
    )
  }
  return (
    <Notice tone={fault === 'incomplete' ? 'wait' : 'bad'} role="alert">
      <strong>{names[fault]}</strong>
      {findings.map((finding) => (
        <Text key={finding} size="sm" mt={4}>
          {finding}
        </Text>
      ))}
    </Notice>
  )
}
