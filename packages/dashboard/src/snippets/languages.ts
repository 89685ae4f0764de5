import { goSnippet } from './go-snippet.ts'
import { nodeSnippet } from './node-snippet.ts'
import { phpSnippet } from './php-snippet.ts'
import { pythonSnippet } from './python-snippet.ts'
import { rubySnippet } from './ruby-snippet.ts'
import { sdkSnippet } from './sdk-snippet.ts'
import type { Language } from './snippet.ts'

export const languages: readonly Language[] = [
  sdkSnippet,
  nodeSnippet,
  pythonSnippet,
  goSnippet,
  rubySnippet,
  phpSnippet,
]
