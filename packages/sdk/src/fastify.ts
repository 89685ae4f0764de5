export {
  fastifyReceiver,
  type FastifyReceiver,
  type FastifyReceiverOptions,
  type FastifyScope,
} from './receivers/fastify-receiver.ts'
export type { Delivery, ReceiverOptions, WaitUntil } from './receivers/receiver-options.ts'
