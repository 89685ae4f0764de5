import styles from './code-sample.module.css'
import { CopyButton } from './copy-button.tsx'

export interface CodeSampleProps {
  readonly code: string
  /** `the Python code`: follows "Copy". */
  readonly what: string
}

export function CodeSample({ code, what }: CodeSampleProps) {
  return (
    <div className={styles.sample}>
      <div className={styles.copy}>
        <CopyButton text={code} what={what} />
      </div>
      <pre className={styles.code} dir="ltr" tabIndex={0} role="group" aria-label={what}>
        <code>{code}</code>
      </pre>
    </div>
  )
}
