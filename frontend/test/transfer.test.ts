/** One file on its way to storage. The API, storage, the network and the clock are stand-ins. */

import assert from 'node:assert/strict'
import { mock, test, type TestContext } from 'node:test'
import type { Upload } from '../src/api/types.ts'

Object.assign(globalThis, { window: new EventTarget(), document: { querySelector: () => null } })
const { Transfer } = await import('../src/uploads/transfer.ts')

/** What one request comes to: a status, no answer (null), or an answer that is held back until `release`. */
type Fate = number | null | 'held'

const PARTS = 2

class Host {
  readonly requests: string[] = []
  readonly events: string[] = []
  /** The fates of the next requests, by "POST parts" and the like. A request without one succeeds. */
  readonly fates: Record<string, Fate[]> = {}
  readonly transfer: InstanceType<typeof Transfer>
  readonly #stored = new Set<number>()
  #release = () => {}

  constructor(t: TestContext, file = new File(['abcdefgh'], 'talk.wav')) {
    mock.timers.enable({ apis: ['setTimeout'] })
    t.after(() => {
      this.transfer.stop()
      mock.timers.reset()
    })
    globalThis.fetch = (path, init) => this.#answer(path as string, init ?? {})
    globalThis.XMLHttpRequest = standIn((part) => this.#put(part)) as never
    const upload = { id: 'u', part_count: PARTS, part_size_bytes: 4 } as Upload
    this.transfer = new Transfer(file, upload, {
      onProgress: () => {},
      onWaiting: (waiting) => this.events.push(waiting ? 'waiting' : 'sending'),
      onCompleting: () => this.events.push('completing'),
      onDone: () => this.events.push('done'),
      onError: (error) => this.events.push((error as Error).message),
    })
  }

  count(request: string): number {
    return this.requests.filter((made) => made === request).length
  }

  release(): void {
    this.#release()
  }

  #fate(request: string): Fate | undefined {
    this.requests.push(request)
    return this.fates[request]?.shift()
  }

  #put(number: number): Fate {
    const fate = this.#fate('PUT part')
    if (fate !== undefined) return fate
    this.#stored.add(number)
    return 200
  }

  async #answer(path: string, init: RequestInit): Promise<Response> {
    const name = path.split('/').pop()!
    const fate = this.#fate(`${init.method} ${name}`)
    if (fate === null) throw new TypeError('Failed to fetch')
    if (fate === 'held') await new Promise<void>((resolve) => (this.#release = resolve))
    if (typeof fate === 'number') return new Response('', { status: fate })
    if (name === 'complete') return Response.json({})
    if (init.method === 'GET')
      return Response.json({
        parts: [...this.#stored].map((part_number) => ({ part_number, etag: '"e"', size_bytes: 4 })),
      })
    const { part_numbers } = JSON.parse(init.body as string) as { part_numbers: number[] }
    const signed = { headers: {}, expires_at: '2999-01-01T00:00:00Z' }
    return Response.json({
      parts: part_numbers.map((part_number) => ({ part_number, url: `/${part_number}`, ...signed })),
    })
  }
}

/** XMLHttpRequest of which each PUT meets its fate at once. */
const standIn = (put: (part: number) => Fate) =>
  class extends EventTarget {
    readonly upload = new EventTarget()
    status = 0
    #part = 0
    open(_method: string, url: string): void {
      this.#part = Number(url.slice(1))
    }
    setRequestHeader(): void {}
    getResponseHeader = () => '"e"'
    abort(): void {
      this.dispatchEvent(new Event('abort'))
    }
    send(): void {
      const fate = put(this.#part)
      if (fate === 'held') return
      this.status = fate ?? 0
      queueMicrotask(() => {
        this.dispatchEvent(new Event(fate === null ? 'error' : 'load'))
        this.dispatchEvent(new Event('loadend'))
      })
    }
  }

/** All that can happen without time passing. */
async function settled(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await new Promise(setImmediate)
}

async function passes(ms: number): Promise<void> {
  await settled()
  mock.timers.tick(ms)
  await settled()
}

test('a file is sent in parts and completed', async (t) => {
  const host = new Host(t)
  host.transfer.start()
  await settled()
  assert.deepEqual(host.events, ['completing', 'done'])
  assert.equal(host.count('PUT part'), PARTS)
})

for (const request of ['GET parts', 'POST parts', 'POST complete'])
  for (const fate of [null, 500, 502, 503])
    test(`${request} that ends with ${fate ?? 'no answer'} is waited out`, async (t) => {
      const host = new Host(t)
      host.fates[request] = [fate, fate]
      host.transfer.start()
      for (let i = 0; i < 6; i += 1) await passes(2_000)
      assert.equal(host.events.at(-1), 'done')
      assert.ok(host.events.includes('waiting'))
      assert.equal(host.count('PUT part'), PARTS)
    })

test('a refusal of the API ends the upload', async (t) => {
  const host = new Host(t)
  host.fates['POST parts'] = [409]
  host.transfer.start()
  await settled()
  assert.deepEqual(host.events, ['That did not work'])
})

test('an upload that is being completed is neither paused nor sent a second time', async (t) => {
  const host = new Host(t)
  host.fates['POST complete'] = ['held']
  host.transfer.start()
  await settled()
  host.transfer.stop()
  host.transfer.start()
  await settled()
  assert.equal(host.count('GET parts'), 1)
  host.release()
  await settled()
  assert.deepEqual(host.events, ['completing', 'done'])
  assert.equal(host.count('POST complete'), 1)
})

test('an upload whose completion was refused can be started again', async (t) => {
  const host = new Host(t)
  host.fates['POST complete'] = [409]
  host.transfer.start()
  await settled()
  host.transfer.start()
  await settled()
  assert.deepEqual(host.events, ['completing', 'That did not work', 'completing', 'done'])
})

test('a part that storage refuses again is not sent again at once', async (t) => {
  const host = new Host(t)
  host.fates['PUT part'] = Array.from({ length: 6 }, () => 403)
  host.transfer.start()
  await settled()
  assert.equal(host.count('PUT part'), 2 * PARTS)
  for (let i = 0; i < 6; i += 1) await passes(4_000)
  assert.equal(host.events.at(-1), 'done')
})

test('storage that goes on refusing ends the upload', async (t) => {
  const host = new Host(t)
  host.fates['PUT part'] = Array.from({ length: 99 }, () => 403)
  host.transfer.start()
  for (let i = 0; i < 9; i += 1) await passes(10_000)
  assert.deepEqual(host.events, ['Storage did not take the file'])
})

test('a file that changed on disk ends the upload', async (t) => {
  const file = new File(['abcdefgh'], 'talk.wav')
  const gone = () => Promise.reject(new DOMException('changed', 'NotReadableError'))
  file.slice = () => Object.assign(new Blob(['abcd']), { slice: () => ({ arrayBuffer: gone }) }) as never
  const host = new Host(t, file)
  host.fates['PUT part'] = Array.from({ length: 99 }, () => null)
  host.transfer.start()
  for (let i = 0; i < 3; i += 1) await passes(15_000)
  assert.equal(host.events.at(-1), 'The file has changed')
})

test('a wait leaves no listener behind', async (t) => {
  const host = new Host(t)
  const added = mock.method(AbortSignal.prototype, 'addEventListener')
  const removed = mock.method(AbortSignal.prototype, 'removeEventListener')
  t.after(() => mock.restoreAll())
  host.fates['PUT part'] = [null]
  host.transfer.start()
  for (let i = 0; i < 3; i += 1) await passes(2_000)
  assert.equal(host.events.at(-1), 'done')
  const own = (calls: typeof added.mock.calls) =>
    new Set(calls.map(({ arguments: [, listener] }) => listener as unknown))
  for (const listener of own(added.mock.calls)) assert.ok(own(removed.mock.calls).has(listener))
})
