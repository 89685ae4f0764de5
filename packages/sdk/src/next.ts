export { nextReceiver, type NextReceiver } from './receivers/next-receiver.ts'
export type { Delivery, ReceiverOptions, WaitUntil } from './receivers/receiver-options.ts'
