import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { posthorn } from '../api/client.ts'

export interface UrlFieldProps {
  readonly url: string
  readonly onChange: (url: string) => void
  /** By whose rules it is checked. */
  readonly profile: string | undefined
  readonly isFocused?: boolean
}

const pauseMs = 250

/** An address that is checked by the server's own rules while it is typed. */
export function UrlField({ url, onChange, profile, isFocused }: UrlFieldProps) {
  const [settled] = useDebouncedValue(url.trim(), pauseMs)
  const { data: verdict } = useQuery({
    queryKey: ['url-check', { url: settled, profile }],
    queryFn: () => posthorn.webhooks.checkUrl({ url: settled, profile }),
    enabled: settled !== '' && profile !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
  const isJudged = verdict !== undefined && settled !== '' && settled === url.trim()
  return (
    <TextInput
      label="URL"
      type="text"
      inputMode="url"
      placeholder="https://example.com/webhooks"
      value={url}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={isJudged ? verdict.problem : null}
      description={
        isJudged && verdict.problem === null
          ? 'This address may be called.'
          : 'Where events are sent, by POST.'
      }
      autoComplete="off"
      spellCheck={false}
      required
      maxLength={2048}
      data-autofocus={isFocused || undefined}
    />
  )
}
