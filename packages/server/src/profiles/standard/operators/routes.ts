import type { Route } from '../../../http/route.ts'
import { createOperatorRoute } from './create-operator.ts'
import { deleteOperatorRoute } from './delete-operator.ts'
import { listOperatorsRoute } from './list-operators.ts'
import { updateOperatorRoute } from './update-operator.ts'

export const operatorRoutes: readonly Route[] = [
  listOperatorsRoute,
  createOperatorRoute,
  updateOperatorRoute,
  deleteOperatorRoute,
]
