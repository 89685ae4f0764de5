export {
  expressReceiver,
  type ExpressReceiver,
  type ExpressRequest,
  type ExpressResponse,
} from './receivers/express-receiver.ts'
export type { Delivery, ReceiverOptions, WaitUntil } from './receivers/receiver-options.ts'
