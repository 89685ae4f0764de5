import { useEffect, useState } from 'react'

/**
 * When this goes away, the focus goes back to where it was. If that is gone, and nothing else has
 * taken it, the content gets it: the keyboard goes on there, and not at the very beginning.
 */
export function useFocusReturn(): void {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
      else if (document.activeElement === document.body) focusContent()
    },
    [opener],
  )
}

/** For when what has the focus is about to go. */
export function focusContent(): void {
  document.getElementById('content')?.focus({ preventScroll: true })
}
