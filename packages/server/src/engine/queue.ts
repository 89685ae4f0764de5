const compactAfter = 1024

/** First in, first out, without shifting a long list. */
export class Queue<Item> {
  #items: Item[] = []
  #head = 0

  get isEmpty(): boolean {
    return this.#head === this.#items.length
  }

  get first(): Item | undefined {
    return this.#items[this.#head]
  }

  push(item: Item): void {
    this.#items.push(item)
  }

  shift(): Item | undefined {
    // The common case: it leaves the list its room.
    if (this.#head === 0 && this.#items.length <= 1) return this.#items.pop()
    if (this.isEmpty) return undefined
    const item = this.#items[this.#head]
    this.#head += 1
    if (this.#head === this.#items.length || this.#head === compactAfter) {
      this.#items.splice(0, this.#head)
      this.#head = 0
    }
    return item
  }
}
