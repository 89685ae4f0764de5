import { TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router'

/** @param path - below which the page of an id stands */
export function EventSearch({ path }: { readonly path: string }) {
  const [id, setId] = useState('')
  const navigate = useNavigate()

  function submit(event: FormEvent): void {
    event.preventDefault()
    const wanted = id.trim()
    if (wanted !== '') void navigate(`${path}/${encodeURIComponent(wanted)}`)
  }

  return (
    <form onSubmit={submit} role="search">
      <TextInput
        size="xs"
        w={200}
        aria-label="Find an event by its id"
        placeholder="Find by id: evt_…"
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
      />
    </form>
  )
}
