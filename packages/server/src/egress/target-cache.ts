import { parseTarget, type Target, type TargetFault, type TargetRules } from './target.ts'

/**
 * Remembers the URLs that the rules let pass: they are asked before every attempt. What they refuse
 * is asked again, because an address may cease to be this host's own.
 */
export class TargetCache {
  readonly #rules: TargetRules
  readonly #capacity: number
  readonly #targets = new Map<string, Target>()

  constructor(rules: TargetRules, capacity: number) {
    this.#rules = rules
    this.#capacity = capacity
  }

  get(url: string): Target | TargetFault {
    return this.#targets.get(url) ?? this.#add(url)
  }

  #add(url: string): Target | TargetFault {
    const target = parseTarget(url, this.#rules)
    if (target.kind === 'fault') return target
    // The oldest makes room, used or not: keeping count of use costs more than parsing again.
    for (const oldest of this.#targets.keys()) {
      if (this.#targets.size < this.#capacity) break
      this.#targets.delete(oldest)
    }
    this.#targets.set(url, target)
    return target
  }
}
