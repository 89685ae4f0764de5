import { TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'

export interface TypeFieldProps {
  readonly type: string
  readonly onChange: (type: string) => void
}

/** A type by its name: each workspace may have types of its own, so there is no list of all. */
export function TypeField({ type, onChange }: TypeFieldProps) {
  const [text, setText] = useState(type)

  function submit(event: FormEvent): void {
    event.preventDefault()
    onChange(text.trim())
  }

  return (
    <form onSubmit={submit}>
      <TextInput
        size="xs"
        w={150}
        aria-label="Event type"
        placeholder="Any type"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => {
          if (text.trim() !== type) onChange(text.trim())
        }}
        spellCheck={false}
        autoComplete="off"
        maxLength={200}
      />
    </form>
  )
}
