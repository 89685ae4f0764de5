import type { EventType } from '../../domain/event-type.ts'
import { operationalEventTypes } from './operational-event-types.ts'

const user = { id: 'user_123', name: 'John Doe', email: 'john@example.com', status: 'active' }

const project = {
  id: 'proj_456',
  name: 'Website relaunch',
  description: 'New pages for the spring',
  user_id: 'user_123',
  settings: { visibility: 'private' },
}

const file = {
  id: 'file_789',
  name: 'report.pdf',
  size: 48213,
  url: 'https://files.example.com/file_789',
  created_at: '2026-01-15T12:30:00Z',
}

const payment = {
  id: 'pay_321',
  amount: 4900,
  currency: 'usd',
  status: 'succeeded',
  user_id: 'user_123',
}

/** [seed] The nine types of the generic page, in its order, and those of Posthorn's own. */
export const standardEventTypes: readonly EventType[] = [
  entry('user.created', 'Somebody signed up and has an account now.', user),
  entry('user.updated', 'Details of an account were edited.', user),
  entry('user.deleted', 'An account was closed; its id will not come back.', {
    ...user,
    status: 'deleted',
  }),
  entry('project.created', 'A project was started.', project),
  entry('project.updated', 'Name, description or settings of a project were edited.', project),
  entry('project.deleted', 'A project was removed, with all that was in it.', project),
  entry('file.uploaded', 'A file arrived completely and can be fetched.', file),
  entry('payment.succeeded', 'Money was collected.', payment),
  entry('payment.failed', 'Money could not be collected, and nothing was charged.', {
    ...payment,
    status: 'failed',
  }),
  ...operationalEventTypes,
]

function entry(name: string, description: string, example: object): EventType {
  return { name, description, schema: null, example }
}
