import { setNonce } from 'get-nonce'

/** What the Content Security Policy of this very response wants on elements that hold styles. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? ''
}

/** For dialogs, which keep the page behind them from scrolling by a style of their own. */
export function shareStyleNonce(): void {
  setNonce(styleNonce())
}
