export { honoReceiver, type HonoContext, type HonoReceiver } from './receivers/hono-receiver.ts'
export type { Delivery, ReceiverOptions, WaitUntil } from './receivers/receiver-options.ts'
