import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { python } from '../../../server/test/support/python.ts'
import { goSnippet } from '../../src/snippets/go-snippet.ts'
import { nodeSnippet } from '../../src/snippets/node-snippet.ts'
import { phpSnippet } from '../../src/snippets/php-snippet.ts'
import { pythonSnippet } from '../../src/snippets/python-snippet.ts'
import { rubySnippet } from '../../src/snippets/ruby-snippet.ts'
import { sdkSnippet } from '../../src/snippets/sdk-snippet.ts'
import type { Language } from '../../src/snippets/snippet.ts'
import type { Trial } from './signed-trials.ts'

/** Runs a language's snippet as somebody's program would. */
export interface SnippetProgram {
  readonly language: Language
  /** The files of a program that reads trials from its input and writes its verdicts as JSON. */
  readonly filesFor: (code: string) => Readonly<Record<string, string>>
  readonly command: readonly [string, ...string[]]
}

function inOneFile(name: string, probe: string) {
  return (code: string) => ({ [name]: `${code}\n${probe}\n` })
}

const nodeProbe = (headers: string): string => `
import { readFileSync } from 'node:fs'
const verdicts = []
for (const { body, headers, secret } of JSON.parse(readFileSync(0, 'utf8'))) {
  process.env.WEBHOOK_SECRET = secret
  verdicts.push(await isGenuine(Buffer.from(body), ${headers}, secret))
}
console.log(JSON.stringify(verdicts))`

const node: SnippetProgram = {
  language: nodeSnippet,
  filesFor: inOneFile(
    'snippet.mjs',
    nodeProbe(
      'Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))',
    ),
  ),
  command: [process.execPath, 'snippet.mjs'],
}

const sdk: SnippetProgram = {
  language: sdkSnippet,
  filesFor: inOneFile('snippet.mts', nodeProbe('new Headers(headers)')),
  command: [process.execPath, '--conditions=posthorn-source', 'snippet.mts'],
}

const pythonProgram: SnippetProgram = {
  language: pythonSnippet,
  filesFor: inOneFile(
    'snippet.py',
    `
import json, sys
print(json.dumps([is_genuine(t["body"].encode(), t["headers"], t["secret"]) for t in json.load(sys.stdin)]))`,
  ),
  command: [python, 'snippet.py'],
}

const ruby: SnippetProgram = {
  language: rubySnippet,
  filesFor: inOneFile(
    'snippet.rb',
    `
require "json"
puts JSON.generate(JSON.parse($stdin.read).map { |t| genuine?(t["body"].b, t["headers"], t["secret"]) })`,
  ),
  command: ['ruby', '-w', 'snippet.rb'],
}

const php: SnippetProgram = {
  language: phpSnippet,
  filesFor: inOneFile(
    'snippet.php',
    `
$verdicts = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $trial) {
    $verdicts[] = isGenuine($trial['body'], $trial['headers'], $trial['secret']);
}
echo json_encode($verdicts);`,
  ),
  command: ['php', '-d', 'error_reporting=-1', '-d', 'display_errors=stdout', 'snippet.php'],
}

const goProbe = `package main

import (
	"encoding/json"
	"net/http"
	"os"
	"snippet/webhooks"
)

func main() {
	var trials []struct {
		Body    string
		Headers map[string]string
		Secret  string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&trials); err != nil {
		panic(err)
	}
	verdicts := []bool{}
	for _, trial := range trials {
		headers := http.Header{}
		for name, value := range trial.Headers {
			headers.Set(name, value)
		}
		verdicts = append(verdicts, webhooks.IsGenuine([]byte(trial.Body), headers, trial.Secret))
	}
	json.NewEncoder(os.Stdout).Encode(verdicts)
}
`

const go: SnippetProgram = {
  language: goSnippet,
  filesFor: (code) => ({
    'go.mod': 'module snippet\n\ngo 1.19\n',
    'main.go': goProbe,
    'webhooks/webhooks.go': `${code}\n`,
  }),
  command: ['go', 'run', '.'],
}

/** Those whose language is small enough to install for every run of the tests. */
export const usualPrograms: readonly SnippetProgram[] = [node, sdk, pythonProgram, ruby, php]

export const everyProgram: readonly SnippetProgram[] = [...usualPrograms, go]

/** What the program says of each trial. Whatever it complains of fails. */
export async function verdictsOf(
  program: SnippetProgram,
  directory: string,
  { code, trials }: { readonly code: string; readonly trials: readonly Trial[] },
): Promise<unknown> {
  for (const [name, text] of Object.entries(program.filesFor(code))) {
    const path = join(directory, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  const [command, ...args] = program.command
  const input = JSON.stringify(trials)
  const ended = spawnSync(command, args, { cwd: directory, input, encoding: 'utf8' })
  if (ended.error !== undefined) throw ended.error
  assert.deepEqual([ended.status, ended.stderr], [0, ''])
  return JSON.parse(ended.stdout)
}
