import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { CopyOut } from '../src/database/copy-out.ts'
import { CopiedRows } from '../src/database/copy-rows.ts'
import { newRegister } from './support/register.ts'

function message(code: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(code)
  head.writeInt32BE(content.length + 4, 1)
  return Buffer.concat([head, content])
}

function int2(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

/** A row of one text, as the binary format has it. */
function rowOf(text: string | null): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(text === null ? -1 : Buffer.byteLength(text))
  return Buffer.concat([int2(1), length, Buffer.from(text ?? '')])
}

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const NOTICE = message('N', Buffer.from('of no concern'))
const AFTER = Buffer.concat([message('C', Buffer.from('COPY 3\0')), message('Z', Buffer.from('I'))])

/** What a server sends for some rows: the header comes with the first of them, and a notice in between. */
function sent(texts: readonly (string | null)[]): Buffer {
  const rows = texts.map(rowOf).concat(int2(-1))
  const [first, ...others] = [Buffer.concat([HEADER, rows[0] ?? int2(-1)]), ...rows.slice(1)]
  return Buffer.concat([
    message('H', Buffer.from([1, 0, 1, 0, 1])),
    message('d', first),
    NOTICE,
    ...others.map((row) => message('d', row)),
    message('c', Buffer.alloc(0)),
    AFTER,
  ])
}

/** Cuts bytes at some places. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((until, index) => bytes.subarray(places[index], until))
}

describe('a copy', () => {
  it('gives every row once, wherever the socket cuts it, and the driver everything else', () => {
    const texts = fc.array(fc.option(fc.string({ unit: 'grapheme' })), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 12 }), (asked, cuts) => {
        const found: (string | null)[] = []
        const forDriver: Buffer[] = []
        const driver = (bytes: Buffer): void => void forDriver.push(bytes)
        const stream = new EventEmitter().on('data', driver)
        const copy = new CopyOut('COPY', new CopiedRows(1, (row) => found.push(row.text(0))))
        copy.submit({ stream, query() {} } as unknown as pg.Connection)
        for (const piece of pieces(sent(asked), cuts)) stream.emit('data', piece)
        expect(found).toEqual(asked)
        expect(Buffer.concat(forDriver)).toEqual(Buffer.concat([NOTICE, AFTER]))
        expect(stream.listeners('data')).toEqual([driver])
      }),
    )
  })

  it('whose rows are cut by the server too is put together', () => {
    const bytes = Buffer.concat([HEADER, rowOf('one'), rowOf(null), rowOf('three'), int2(-1)])
    for (let cut = HEADER.length; cut < bytes.length; cut += 1) {
      const found: (string | null)[] = []
      const rows = new CopiedRows(1, (row) => found.push(row.text(0)))
      for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
        rows.take(piece, new DataView(piece.buffer, piece.byteOffset, piece.length), 0, piece.length)
      }
      rows.end()
      expect(found).toEqual(['one', null, 'three'])
    }
  })

  it.each(['postgres', 'embedded'] as const)(
    'that fails on %s says why, and spoils nothing for the next',
    async (kind) => {
      const { connection, close } = await newRegister(kind)
      const read = (query: string, visit: (number: number) => void) =>
        connection.readBulk((copy) => copy(query, 1, (row) => visit(row.int4(0))))
      await expect(read('SELECT 1 / (3 - n) FROM generate_series(1, 9) n', () => {})).rejects.toThrow(
        'division by zero',
      )
      const refuse = (number: number) => {
        if (number === 5000) throw new Error('not this one')
      }
      await expect(read('SELECT n FROM generate_series(1, 100000) n', refuse)).rejects.toThrow('not this one')
      let sum = 0
      await read('SELECT n FROM generate_series(1, 100000) n', (number) => {
        sum += number
      })
      expect(sum).toBe(5_000_050_000)
      await close()
    },
  )
})
