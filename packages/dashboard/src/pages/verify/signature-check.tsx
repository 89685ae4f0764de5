import { Button, Group, PasswordInput, Stack, Text, Textarea, TextInput } from '@mantine/core'
import type { Signature } from '@posthorn/sdk/client'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Sheet } from '../../components/sheet.tsx'
import { findSignatureFault } from '../../verification/find-signature-fault.ts'
import { formOf } from '../../verification/guesses.ts'
import styles from './verify.module.css'
import { VerdictNotice } from './verdict-notice.tsx'

export interface SignatureCheckProps {
  readonly scheme: Signature
  /** Where the scheme verifies with a public key. */
  readonly publicKey: string | undefined
}

/** Everything happens in this page: neither body nor secret leaves it. */
export function SignatureCheck({ scheme, publicKey }: SignatureCheckProps) {
  const isPublic = scheme.algorithm === 'ed25519'
  const empty = {
    body: '',
    signature: '',
    secret: isPublic ? (publicKey ?? '') : '',
    id: '',
    timestamp: '',
  }
  const [claim, setClaim] = useState(empty)
  const {
    mutate,
    data: verdict,
    isPending,
    reset,
  } = useMutation({
    mutationFn: () => findSignatureFault({ ...claim, scheme }),
  })

  function change(name: keyof typeof claim, value: string): void {
    setClaim({ ...claim, [name]: value })
    reset()
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  return (
    <Sheet title="Check a signature">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm" c="dimmed">
            Paste what your receiver got. It is checked in this page; nothing is sent anywhere.
          </Text>
          <Textarea
            label="Body"
            description="The raw body, as it came."
            value={claim.body}
            onChange={(event) => change('body', event.currentTarget.value)}
            // Of one height: measuring a body of a megabyte after each key takes seconds.
            rows={8}
            resize="vertical"
            spellCheck={false}
            classNames={{ input: styles.body }}
          />
          <TextInput
            label={scheme.header}
            description={`Has the form ${formOf(scheme)}.`}
            value={claim.signature}
            onChange={(event) => change('signature', event.currentTarget.value)}
            spellCheck={false}
            autoComplete="off"
          />
          {scheme.id_header !== null && (
            <TextInput
              label={scheme.id_header}
              value={claim.id}
              onChange={(event) => change('id', event.currentTarget.value)}
              spellCheck={false}
              autoComplete="off"
            />
          )}
          {scheme.timestamp_header !== null && (
            <TextInput
              label={scheme.timestamp_header}
              value={claim.timestamp}
              onChange={(event) => change('timestamp', event.currentTarget.value)}
              spellCheck={false}
              autoComplete="off"
            />
          )}
          <PasswordInput
            label={isPublic ? 'Public key' : 'Secret'}
            value={claim.secret}
            onChange={(event) => change('secret', event.currentTarget.value)}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the secret' }}
          />
          {verdict && <VerdictNotice verdict={verdict} />}
          <Group justify="flex-end">
            <Button type="submit" loading={isPending}>
              Check
            </Button>
          </Group>
        </Stack>
      </form>
    </Sheet>
  )
}
