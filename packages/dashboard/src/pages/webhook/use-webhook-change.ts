import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'

/** Something that is done to a webhook; what pages show of webhooks and deliveries is read again. */
export function useWebhookChange<Input, Answer>(
  change: (input: Input) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
): UseMutationResult<Answer, Error, Input> {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      onDone?.(answer)
      await Promise.all(
        ['webhooks', 'deliveries', 'statistics'].map((about) =>
          client.invalidateQueries({ queryKey: [about] }),
        ),
      )
    },
  })
}
