import { formatJson } from './format-json.js'

const shownAtMost = 200
/** Beyond this, a body is shown without colours: a span for each token would be slow. */
const longestColouredBody = 64 * 1024

const byId = (id) => document.getElementById(id)
const list = byId('requests')
const detail = byId('detail')
const controls = byId('controls')
const narrow = matchMedia('(max-width: 52rem)')

/** Summaries by id, in the order in which they arrived. */
const summaries = new Map()
/** The list's rows, by id. */
const rows = new Map()
let selectedId = null
/** True while the page shows whatever arrived last. */
let follows = true
let shownVersion = ''

// ——— what arrives

const stream = new EventSource('/inbox/stream')
stream.addEventListener('open', () => showConnection('live', 'Live'))
stream.addEventListener('error', () => showConnection('lost', 'Not connected. Trying again…'))
stream.addEventListener('restart', (event) => {
  summaries.clear()
  rows.clear()
  list.replaceChildren()
  follows = true
  showBehaviour(JSON.parse(event.data).behaviour)
  select(null)
})
stream.addEventListener('message', (event) => {
  for (const summary of JSON.parse(event.data)) show(summary)
  forgetOldest()
  byId('empty').hidden = summaries.size > 0
  if (follows && !narrow.matches) select([...summaries.keys()].at(-1))
  else void refreshDetail()
})
setInterval(() => {
  for (const [id, summary] of summaries) {
    if (summary.nextAttemptAtMs !== null) rows.get(id).retry.textContent = retryText(summary)
  }
}, 1000)

function show(summary) {
  summaries.set(summary.id, summary)
  let row = rows.get(summary.id)
  if (row === undefined) {
    row = createRow(summary.id)
    rows.set(summary.id, row)
    list.prepend(row.item)
  }
  row.type.textContent = typeText(summary)
  row.time.textContent = timeText(summary.receivedAtMs)
  row.verdict.textContent = verdictTexts[summary.verdict]
  row.verdict.dataset.verdict = summary.verdict
  row.answer.textContent = answerText(summary.answer)
  row.answer.dataset.answer = answerState(summary.answer)
  row.attempt.textContent = summary.attempt > 1 ? `attempt ${summary.attempt}` : ''
  row.retry.textContent = retryText(summary)
}

function forgetOldest() {
  for (const id of summaries.keys()) {
    if (summaries.size <= shownAtMost) return
    summaries.delete(id)
    rows.get(id).item.remove()
    rows.delete(id)
  }
}

function createRow(id) {
  const item = document.createElement('li')
  const button = element('button', 'row')
  button.type = 'button'
  const row = { item, button }
  for (const part of ['type', 'time', 'verdict', 'answer', 'attempt', 'retry']) {
    row[part] = element('span', part)
    button.append(row[part])
  }
  button.addEventListener('click', () => {
    follows = id === [...summaries.keys()].at(-1)
    select(id)
    if (!narrow.matches) return
    document.body.classList.add('shows-detail')
    detail.focus()
  })
  item.append(button)
  return row
}

list.addEventListener('keydown', (event) => {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key]
  const target = step && event.target.closest('li')?.[step]
  if (!target) return
  event.preventDefault()
  target.firstElementChild.focus()
  if (!narrow.matches) target.firstElementChild.click()
})

// ——— what is selected

function select(id) {
  rows.get(selectedId)?.button.removeAttribute('aria-current')
  selectedId = id ?? null
  rows.get(selectedId)?.button.setAttribute('aria-current', 'true')
  if (selectedId === null) {
    detail.hidden = true
    document.body.classList.remove('shows-detail')
    byId('empty').hidden = summaries.size > 0
  }
  void refreshDetail()
}

/** Shows the selected request as it is now, once, however many changes ask for it meanwhile. */
async function refreshDetail() {
  const summary = summaries.get(selectedId)
  const version = JSON.stringify(summary)
  if (summary === undefined || version === shownVersion) return
  shownVersion = version
  const response = await fetch(`/inbox/requests/${summary.id}`).catch(() => null)
  if (response === null || !response.ok || shownVersion !== version) return
  const received = await response.json()
  if (shownVersion === version) showDetail(received)
}

function showDetail(received) {
  byId('detail-type').textContent = typeText(received)
  showFacts(received)
  byId('detail-checks').replaceChildren(...received.checks.map(checkItem))
  showBody(received)
  byId('detail-headers').replaceChildren(
    ...received.headers.flatMap(([name, value]) => [
      element('dt', '', name),
      element('dd', '', value),
    ]),
  )
  detail.hidden = false
}

function showFacts(received) {
  const facts = [
    ['Event', received.eventId ?? 'none'],
    ['Arrived', new Date(received.receivedAtMs).toLocaleString()],
    ['Attempt', String(received.attempt)],
    ['Answered', answerText(received.answer)],
  ]
  if (received.nextAttemptAtMs !== null)
    facts.push(['Next attempt', timeText(received.nextAttemptAtMs)])
  byId('detail-facts').replaceChildren(
    ...facts.map(([name, value]) => {
      const fact = element('div', '')
      fact.append(element('dt', '', name), element('dd', '', value))
      return fact
    }),
  )
}

function checkItem({ scheme, state, reason }) {
  const item = element('li', 'check')
  item.dataset.state = state
  const names = { verified: 'Verified', wrong: 'Not verified', absent: 'Absent' }
  item.append(
    element('strong', '', scheme),
    element('em', '', names[state]),
    element('span', '', reason),
  )
  return item
}

function showBody({ body, bodyBytes }) {
  const isCut = new TextEncoder().encode(body).length < bodyBytes
  byId('detail-body-title').textContent = isCut
    ? `Body, the first part of ${bodyBytes.toLocaleString()} bytes`
    : `Body, ${bodyBytes.toLocaleString()} ${bodyBytes === 1 ? 'byte' : 'bytes'}`
  const pieces = formatJson(body)
  const target = byId('detail-body')
  if (pieces === null) target.textContent = body === '' ? '(empty)' : body
  else if (body.length > longestColouredBody) {
    target.textContent = pieces.map(({ text }) => text).join('')
  } else target.replaceChildren(...pieces.map(({ text, kind }) => element('span', kind, text)))
}

byId('back').addEventListener('click', () => {
  document.body.classList.remove('shows-detail')
  rows.get(selectedId)?.button.focus()
})

// ——— how the inbox answers

controls.addEventListener('submit', (event) => event.preventDefault())
controls.addEventListener('change', (event) => {
  // A status or a number of seconds is chosen to be used.
  const radio = event.target.closest('.choice')?.querySelector('input[type=radio]')
  if (radio) radio.checked = true
  if (!controls.reportValidity()) return
  const { kind, status, delayS } = Object.fromEntries(new FormData(controls))
  void send('PUT', '/inbox/behaviour', { kind, status: Number(status), delayS: Number(delayS) })
})
byId('example').addEventListener('click', () => void send('POST', '/inbox/example', {}))

function showBehaviour({ kind, status, delayS }) {
  controls.elements.kind.value = kind
  if (status !== undefined) controls.elements.status.value = String(status)
  if (delayS !== undefined) controls.elements.delayS.value = String(delayS)
}

async function send(method, url, body) {
  const notice = byId('notice')
  const headers = { 'content-type': 'application/json' }
  try {
    const response = await fetch(url, { method, headers, body: JSON.stringify(body) })
    const refusal = response.ok ? null : await response.json().catch(() => null)
    notice.textContent = response.ok ? '' : (refusal?.error ?? `That failed (${response.status}).`)
  } catch {
    notice.textContent = 'Posthorn does not answer. Is it still running?'
  }
}

// ——— words

const verdictTexts = { verified: 'verified', wrong: 'not verified', unsigned: 'not signed' }

function typeText({ type }) {
  return type ?? 'no type'
}

function timeText(timeMs) {
  return new Date(timeMs).toLocaleTimeString([], { hour12: false })
}

function answerText(answer) {
  if (answer === null) return 'not yet'
  const after = `after ${durationText(answer.afterMs)}`
  if (answer.kind === 'hung-up') return `nothing, hung up ${after}`
  return answer.afterMs === 0 ? `${answer.status} at once` : `${answer.status} ${after}`
}

function durationText(durationMs) {
  return durationMs < 1000 ? `${durationMs} ms` : `${(durationMs / 1000).toFixed(1)} s`
}

function answerState(answer) {
  if (answer === null) return 'open'
  return answer.kind === 'answered' && answer.status < 300 ? 'good' : 'bad'
}

function retryText({ nextAttemptAtMs }) {
  if (nextAttemptAtMs === null) return ''
  const seconds = Math.round((nextAttemptAtMs - Date.now()) / 1000)
  if (seconds < 0) return ''
  return seconds < 90 ? `again in ${seconds} s` : `again at ${timeText(nextAttemptAtMs)}`
}

function showConnection(state, text) {
  const connection = byId('connection')
  connection.dataset.state = state
  connection.textContent = text
}

function element(name, className, text = '') {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.textContent = text
  return made
}
