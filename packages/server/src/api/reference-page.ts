import { escapeHtml } from './escape-html.ts'
import type { JsonObject } from './openapi-components.ts'
import type { OpenApiDocument, Operation, Parameter } from './openapi-document.ts'

/** The API's description for people: one page of HTML, without a script. */
export function renderReferencePage(document: OpenApiDocument): string {
  const operations = operationsOf(document)
  const { title, version, description } = document.info
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} API</title>
<link rel="stylesheet" href="/docs/reference.css">
<body>
<nav>
<h1>${escapeHtml(title)} <small>${escapeHtml(version)}</small></h1>
${document.tags.map(({ name }) => renderIndex(name, operations)).join('')}
<p><a href="/openapi.json">openapi.json</a></p>
</nav>
<main>
<p>${inline(description)} Every request carries <code>Authorization: Bearer &lt;key&gt;</code>.</p>
${operations.map((operation) => renderOperation(operation, document)).join('')}
</main>
</body>
</html>
`
}

interface NamedOperation {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

function operationsOf({ paths, tags }: OpenApiDocument): NamedOperation[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  return tags.flatMap(({ name }) => all.filter(({ operation }) => operation.tags.includes(name)))
}

function renderIndex(tag: string, operations: readonly NamedOperation[]): string {
  const items = operations
    .filter(({ operation }) => operation.tags.includes(tag))
    .map(
      ({ operation }) =>
        `<li><a href="#${operation.operationId}">${escapeHtml(operation.summary)}</a>`,
    )
  return `<h2>${escapeHtml(tag)}</h2><ul>${items.join('')}</ul>\n`
}

function renderOperation(
  { method, path, operation }: NamedOperation,
  { components }: OpenApiDocument,
): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const refusals = Object.entries(responses).filter(([status]) => !status.startsWith('2'))
  return `<section id="${operationId}">
<h3>${escapeHtml(summary)}</h3>
<p class="path"><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code></p>
${description === undefined ? '' : `<p>${inline(description)}</p>`}
${renderScope(operation)}
${parameters.length === 0 ? '' : `<h4>Parameters</h4>${renderParameters(parameters)}`}
${requestBody === undefined ? '' : renderContent('Body', requestBody, components)}
${answers.map(([status, response]) => `<h4>${status}</h4><p>${inline(response.description)}</p>${renderContent('Answer', response, components)}`).join('\n')}
<details><summary>Refusals</summary><table>
${refusals.map(([status, response]) => `<tr><td><b>${status}</b><td>${inline(response.description)}`).join('\n')}
</table></details>
</section>
`
}

function renderScope(operation: Operation): string {
  const { 'x-scope': scope, 'x-portal-capability': capability } = operation
  if (typeof scope !== 'string') return ''
  const inPortal =
    typeof capability === 'string'
      ? `, in the customer portal <code>${escapeHtml(capability)}</code>`
      : ''
  return `<p>Scope: <code>${escapeHtml(scope)}</code>${inPortal}</p>`
}

function renderParameters(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name, in: where, required, description = '' }) =>
      `<tr><td><code>${escapeHtml(name)}</code><td>${where}${required ? ', required' : ''}<td>${inline(description)}`,
  )
  return `<table>${rows.join('')}</table>`
}

function renderContent(heading: string, holder: object, components: JsonObject): string {
  const schema = inJson(holder)
  if (schema === undefined) return ''
  const named = Array.from(
    namedSchemas(schema, components),
    ([name, found]) => `<p><code>${escapeHtml(name)}</code></p>${renderJson(found)}`,
  )
  return `<details><summary>${heading}: JSON Schema</summary>${renderJson(schema)}${named.join('')}</details>`
}

function renderJson(value: unknown): string {
  return `<pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`
}

/** What a schema refers to by name, directly or not. */
function namedSchemas(schema: unknown, { schemas }: JsonObject): Map<string, unknown> {
  const all = new Map<string, unknown>(Object.entries(schemas ?? {}))
  const found = new Map<string, unknown>()
  const unread = [schema]
  for (let next = unread.pop(); next !== undefined; next = unread.pop()) {
    const references = JSON.stringify(next).matchAll(/"#\/components\/schemas\/(\w+)"/g)
    for (const [, name = ''] of references) {
      if (found.has(name)) continue
      found.set(name, all.get(name))
      unread.push(all.get(name))
    }
  }
  return found
}

function inJson(holder: object): unknown {
  if (!('content' in holder) || typeof holder.content !== 'object') return undefined
  const media: unknown = Object.values(holder.content ?? {})[0]
  return typeof media === 'object' && media !== null && 'schema' in media ? media.schema : undefined
}

/** Text in which backquotes mark code. */
function inline(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>')
}

export const referenceStyle = `
:root { color-scheme: light dark; --line: #8883; --soft: light-dark(#f6f4ef, #1d1c1a); --accent: light-dark(#8a5a13, #e0ad5c); }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); background: light-dark(#fffefa, #141312); color: light-dark(#22201c, #e8e5df); }
a { color: inherit; text-decoration: none; } a:hover, a:focus-visible { color: var(--accent); text-decoration: underline; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; box-sizing: border-box; padding: 1rem 1.4rem; background: var(--soft); border-right: 1px solid var(--line); }
nav h1 { font-size: 1.2rem; } nav h2 { font-size: .8rem; margin: 1.2rem 0 .2rem; opacity: .7; } nav ul { margin: 0; padding: 0; list-style: none; } nav li { padding: .1rem 0; }
main { padding: 1rem 2.5rem; max-width: 56rem; }
section { border-top: 1px solid var(--line); padding: 1.2rem 0; } h3 { font-size: 1.3rem; margin: .4rem 0; }
.path { padding: .4rem .8rem; border-radius: 6px; background: var(--soft); } .path b { color: var(--accent); margin-right: .4rem; }
table { border-collapse: collapse; } td { border-top: 1px solid var(--line); padding: .35rem 1rem .35rem 0; vertical-align: top; }
summary { cursor: pointer; padding: .2rem 0; color: var(--accent); }
code, pre { font: .875em/1.45 ui-monospace, monospace; } pre { overflow: auto; padding: .8rem; border-radius: 6px; background: var(--soft); }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; } main { padding: 1rem; } }
`
