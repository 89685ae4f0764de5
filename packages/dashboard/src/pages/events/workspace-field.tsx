import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { workspacesQuery } from '../../api/queries.ts'

const pauseMs = 200

/** Leads to the events of one workspace, found by name or id, with the same filters. */
export function WorkspaceField() {
  const [search, setSearch] = useState('')
  const [settled] = useDebouncedValue(search, pauseMs)
  const { data } = useQuery(workspacesQuery(1, settled))
  const navigate = useNavigate()
  const { search: filters } = useLocation()
  const found = data?.data ?? []
  return (
    <Select
      size="xs"
      w={180}
      aria-label="Workspace"
      placeholder="All workspaces"
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      value={null}
      onChange={(id) => {
        if (id !== null) void navigate(`/workspaces/${id}/events${filters}`)
      }}
      data={found.map(({ id, name }) => ({ value: id, label: name }))}
      // The server has searched, by ids too, which the labels do not show.
      filter={({ options }) => options}
      nothingFoundMessage="No such workspace"
      comboboxProps={{ transitionProps: { duration: 0 } }}
      spellCheck={false}
      autoComplete="off"
    />
  )
}
