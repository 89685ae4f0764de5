export { fetchReceiver, type FetchReceiver } from './receivers/fetch-receiver.ts'
export type { Delivery, ReceiverOptions, WaitUntil } from './receivers/receiver-options.ts'
