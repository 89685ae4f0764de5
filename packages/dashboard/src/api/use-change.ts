import {
  notifyManager,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query'

export interface ChangeOptions<Answer> {
  /** What is out of date then: how the keys of what pages read begin. */
  readonly outdated: readonly string[]
  readonly onDone?: (answer: Answer) => void
}

/** Something that is done on the server. It is done once pages show what came of it. */
export function useChange<Answer>(
  change: () => Promise<Answer>,
  { outdated, onDone }: ChangeOptions<Answer>,
): UseMutationResult<Answer, Error, void> {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      await Promise.all(outdated.map((about) => client.invalidateQueries({ queryKey: [about] })))
      // Pages are told in a turn of their own, which comes first: what is gone is gone by then.
      await new Promise<void>((resolve) => {
        notifyManager.schedule(resolve)
      })
      onDone?.(answer)
    },
  })
}
