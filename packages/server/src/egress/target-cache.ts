import {
  longestUrl,
  parseTarget,
  type Target,
  type TargetFault,
  type TargetRules,
} from './target.ts'

/** Remembers what the rules said of a URL: they are asked before every attempt. */
export class TargetCache {
  readonly #rules: TargetRules
  readonly #capacity: number
  readonly #targets = new Map<string, Target | TargetFault>()

  constructor(rules: TargetRules, capacity: number) {
    this.#rules = rules
    this.#capacity = capacity
  }

  get(url: string): Target | TargetFault {
    return this.#targets.get(url) ?? this.#add(url)
  }

  #add(url: string): Target | TargetFault {
    const target = parseTarget(url, this.#rules)
    if (url.length > longestUrl) return target
    // The oldest makes room, used or not: keeping count of use costs more than parsing again.
    for (const oldest of this.#targets.keys()) {
      if (this.#targets.size < this.#capacity) break
      this.#targets.delete(oldest)
    }
    this.#targets.set(url, target)
    return target
  }
}
