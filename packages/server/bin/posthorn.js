#!/usr/bin/env node
// In the repository the source is run as it stands; what is published holds only what was built.
import { existsSync } from 'node:fs'

const source = new URL('../src/main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href)
