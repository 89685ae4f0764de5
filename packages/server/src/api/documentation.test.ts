import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDocumentation, renderLlmsText } from './documentation.ts'

test('pages are told by their heading and first paragraph, by name', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'posthorn-docs-'))
  t.after(() => rm(directory, { recursive: true }))
  const text =
    '<!-- note -->\n# Receiving\n\n## First\n\n- a list\n\nAnswer first,\nthen work.\n\nMore.\n'
  await writeFile(join(directory, 'receiving.md'), text)
  await writeFile(join(directory, 'bare.md'), '# Bare')
  await writeFile(join(directory, 'no-heading.md'), 'Text.')
  await writeFile(join(directory, 'picture.svg'), '# Not a page')
  for (const folder of ['profiles', 'decisions']) {
    await mkdir(join(directory, folder))
    await writeFile(join(directory, folder, 'one.md'), `# In ${folder}`)
  }
  const pages = await readDocumentation(directory)
  assert.deepEqual(
    pages.map(({ file, title, summary }) => [file, title, summary]),
    [
      ['bare.md', 'Bare', ''],
      ['profiles/one.md', 'In profiles', ''],
      ['receiving.md', 'Receiving', 'Answer first, then work.'],
    ],
  )
  assert.match(
    renderLlmsText(pages),
    /^# Posthorn\n\n> .+\n\n## Documentation\n\n- \[Bare\]\(\/docs\/bare\.md\)\n- \[In profiles\]\(\/docs\/profiles\/one\.md\)\n- \[Receiving\]\(\/docs\/receiving\.md\): Answer first, then work\.\n/,
  )
})

test('a directory that is not there has no pages', async () => {
  assert.deepEqual(await readDocumentation(join(tmpdir(), 'posthorn-no-such-directory')), [])
})
