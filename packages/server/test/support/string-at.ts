import assert from 'node:assert/strict'

/** The text of a member of an answer; the test fails when it is none. */
export function stringAt(node: object | undefined, key: string): string {
  assert.ok(node !== undefined && key in node, `There is no ${key}`)
  const value: unknown = Object.entries(node).find(([name]) => name === key)?.[1]
  assert.ok(typeof value === 'string', `${key} is no text`)
  return value
}

/** A value of an answer as text, whatever it is: to compare it, or to put it into a path. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
