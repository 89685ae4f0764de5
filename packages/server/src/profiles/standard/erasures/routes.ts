import type { Route } from '../../../http/route.ts'
import { deleteSubjectRoute } from './delete-subject.ts'
import { getErasureRoute } from './get-erasure.ts'

export const erasureRoutes: readonly Route[] = [deleteSubjectRoute, getErasureRoute]
