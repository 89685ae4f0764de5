import { Type } from 'typebox'

/** Ids are not held to a pattern: one of another form names nothing, like one that is not there. */
export const sessionIdField = Type.String({
  description: 'The session: 24 hex digits.',
  examples: ['6566e85e7cf20dca9cef0c0a'],
})

export const transferIdField = Type.String({
  description: 'The transfer: 24 hex digits.',
  examples: ['6566e87b7cf20dca9cef0c0d'],
})

export const endgrateTypeField = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'A type of the session’s schema; the title of a schema that names none.',
  examples: ['crm-contact'],
})

/** [found] What most calls are answered with. */
export const sessionAnswer = Type.Object(
  { success: Type.Literal(true), session_id: sessionIdField },
  { title: 'EndgrateSession' },
)

export function answerSession(sessionId: string) {
  return { success: true as const, session_id: sessionId }
}
