import type { Operation } from './query.ts'

type OperationGroup<Name extends string> = Readonly<
  Record<Name, (...args: never) => Operation<unknown>>
>

/** Functions with an operation's arguments that give its result. */
export type Bound<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends (
    ...args: infer Args
  ) => Operation<infer Result>
    ? (...args: Args) => Result
    : never
}

/** Makes each operation of a group a function that runs it. */
export function bindOperations<Operations extends OperationGroup<keyof Operations & string>>(
  operations: Operations,
  run: (operation: Operation<unknown>) => unknown,
): Bound<Operations> {
  const bound = Object.entries<(...args: never) => Operation<unknown>>(operations).map(
    ([name, operation]) => [name, (...args: never) => run(operation(...args))] as const,
  )
  // Same names, same arguments, and `run` gives each operation's own result.
  return Object.fromEntries(bound) as Bound<Operations>
}
