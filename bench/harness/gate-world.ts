import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ContentKind, Visibility } from '@demur/eligibility'
import { openGateSnapshot } from '../../packages/server/src/bulk/gate-snapshot.ts'
import { type BenchContext, query } from './context.ts'
import { openOn, populatedWith } from './register.ts'

/** Of how many members a world is generated, before it is repeated. */
const WORLD = 50_000

/** An item of one author, as a program has it that read it from JSON. */
export interface Item {
  readonly member: string
  readonly kind: ContentKind
  readonly visibility: Visibility
  readonly createdAt: number
  readonly sensitiveSource: boolean
}

/** A snapshot of a register in a file, and items of its members in an order that has nothing to do with theirs. */
export interface GateWorld {
  readonly snapshot: string
  readonly publicKeys: readonly string[]
  readonly items: readonly Item[]
  remove(): void
}

/** A register with so many members, and of their items so many, each of another member where there are enough. */
export async function gateWorld(context: BenchContext, members: number, items: number): Promise<GateWorld> {
  const times = Math.max(Math.round(members / WORLD), 1)
  const perMember = Math.max(Math.ceil(items / members), 1)
  const options = { members: Math.round(members / times), itemsPerMember: perMember, mentions: 0, coAuthored: 0 }
  const url = await populatedWith(context, options, times)
  const folder = mkdtempSync(join(tmpdir(), 'demur-bench-'))
  const snapshot = join(folder, 'training.snapshot')
  const register = await openOn(url, 4, { checkpoints: { origin: null, keys: [], development: true } })
  try {
    const { pieces } = await openGateSnapshot(register, 'genai.training')
    await pipeline(Readable.from(pieces), createWriteStream(snapshot))
    const remove = () => rmSync(folder, { recursive: true })
    return { snapshot, publicKeys: register.notary.verifiers, items: await itemsOf(url, items), remove }
  } finally {
    await register.close()
  }
}

async function itemsOf(url: string, count: number): Promise<Item[]> {
  const found = await query<{ item: string }>(
    url,
    `SELECT json_build_object('member', m.key, 'kind', i.kind, 'visibility', i.visibility,
       'createdAt', (extract(epoch FROM i.created_at) * 1000)::bigint, 'sensitiveSource', i.sensitive_source)::text AS item
     FROM demur.content_item i JOIN demur.member m ON m.id = i.author_id ORDER BY md5(i.key) LIMIT $1`,
    [count],
  )
  return JSON.parse(`[${found.map(({ item }) => item).join(',')}]`)
}
