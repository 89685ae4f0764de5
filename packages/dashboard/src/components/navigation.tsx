import { NavLink, Text } from '@mantine/core'
import type { Session } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'react-router'
import { useCapabilities } from '../api/capabilities.ts'
import { workspaceQuery } from '../api/queries.ts'

const workspacePattern = /^\/workspaces\/(ws_[0-9a-f]+)/

/** The ways from here: the operator's, and those of the workspace that one is in. */
export function Navigation({ session }: { readonly session: Session }) {
  const { pathname } = useLocation()
  const { isOperator, mayAdminister } = useCapabilities()
  const workspace = session.workspace ?? workspacePattern.exec(pathname)?.[1]
  return (
    <nav aria-label="Main">
      {isOperator && (
        <>
          <Way to="/overview" name="Overview" />
          <Way to="/events" name="All events" />
          <Way to="/workspaces" name="Workspaces" isExact />
          <Way to="/profiles" name="Profiles" />
          {mayAdminister && <Way to="/operators" name="Operators" />}
        </>
      )}
      {workspace !== undefined && <WorkspaceWays id={workspace} />}
    </nav>
  )
}

function WorkspaceWays({ id }: { readonly id: string }) {
  const { data: workspace } = useQuery(workspaceQuery(id))
  const { mayManageKeys } = useCapabilities()
  return (
    <>
      <Text size="xs" c="dimmed" fw={500} px="sm" mt="md" mb={4} truncate>
        <bdi>{workspace?.name ?? 'Workspace'}</bdi>
      </Text>
      <Way to={`/workspaces/${id}/webhooks`} name="Webhooks" />
      <Way to={`/workspaces/${id}/deliveries`} name="Deliveries" />
      <Way to={`/workspaces/${id}/events`} name="Events" />
      <Way to={`/workspaces/${id}/event-types`} name="Event types" />
      {mayManageKeys && <Way to={`/workspaces/${id}/keys`} name="API keys" />}
    </>
  )
}

interface WayProps {
  readonly to: string
  readonly name: string
  /** True: pages below this one are no part of it. */
  readonly isExact?: boolean
}

function Way({ to, name, isExact = false }: WayProps) {
  const { pathname } = useLocation()
  const isHere = pathname === to || (!isExact && pathname.startsWith(`${to}/`))
  return (
    <NavLink
      component={Link}
      to={to}
      label={name}
      active={isHere}
      aria-current={isHere ? 'page' : undefined}
      variant="light"
      bdrs="md"
    />
  )
}
