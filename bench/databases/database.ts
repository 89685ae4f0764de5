/** A database server of the benchmark's own, empty at the start and deleted at the end. */
export interface Database extends AsyncDisposable {
  readonly pid: number
  readonly port: number
}
