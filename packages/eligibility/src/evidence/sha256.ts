/** A hash function. It is a parameter wherever hashes are made: a server passes the one of its platform, which is faster. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** Of the cube roots of the first 64 primes: the first 32 bits of their fractions. */
const ROUND = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]

/** Likewise of the square roots of the first 8 primes. */
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]

const BLOCK = 64

/**
 * The constants as words, and the message schedule, which calls share since none is ever interrupted by another. Made at
 * the first hash: a program that makes none is bundled without any of this.
 */
let made: { readonly round: Int32Array; readonly start: Int32Array; readonly schedule: Int32Array } | null = null

/**
 * SHA-256 of FIPS 180-4: 32 bytes. Synchronous and without a dependency, so that evidence can be checked where the
 * platform has no hash function, or only one that makes its callers wait.
 */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  made ??= { round: new Int32Array(ROUND), start: new Int32Array(START), schedule: new Int32Array(64) }
  const { round, start, schedule } = made
  const state = new Int32Array(start)
  const whole = bytes.length - (bytes.length % BLOCK)
  for (let at = 0; at < whole; at += BLOCK) compress(state, expand(schedule, bytes, at), round)
  const rest = padded(bytes, whole)
  for (let at = 0; at < rest.length; at += BLOCK) compress(state, expand(schedule, rest, at), round)
  const digest = new Uint8Array(32)
  const view = new DataView(digest.buffer)
  for (let index = 0; index < 8; index += 1) view.setInt32(4 * index, state[index] as number)
  return digest
}

/** What stands after the last whole block: the rest, a one bit, zeros, and the length in bits. */
function padded(bytes: Uint8Array, from: number): Uint8Array {
  const rest = bytes.length - from
  const tail = new Uint8Array(rest + 9 <= BLOCK ? BLOCK : 2 * BLOCK)
  tail.set(bytes.subarray(from))
  tail[rest] = 0x80
  const view = new DataView(tail.buffer)
  view.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(tail.length - 4, bytes.length << 3)
  return tail
}

/** Works one block into the state. Everything is a 32-bit word; `| 0` and `>>>` keep it one. */
function compress(state: Int32Array, schedule: Int32Array, round: Int32Array): void {
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (round[i] as number) + (schedule[i] as number)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
  state[4] = (state[4] as number) + e
  state[5] = (state[5] as number) + f
  state[6] = (state[6] as number) + g
  state[7] = (state[7] as number) + h
}

/** Fills the schedule from the block at `at`. */
function expand(schedule: Int32Array, bytes: Uint8Array, at: number): Int32Array {
  for (let i = 0; i < 16; i += 1) {
    const from = at + 4 * i
    schedule[i] =
      ((bytes[from] as number) << 24) |
      ((bytes[from + 1] as number) << 16) |
      ((bytes[from + 2] as number) << 8) |
      (bytes[from + 3] as number)
  }
  for (let i = 16; i < 64; i += 1) {
    const w15 = schedule[i - 15] as number
    const w2 = schedule[i - 2] as number
    const s0 = ((w15 >>> 7) | (w15 << 25)) ^ ((w15 >>> 18) | (w15 << 14)) ^ (w15 >>> 3)
    const s1 = ((w2 >>> 17) | (w2 << 15)) ^ ((w2 >>> 19) | (w2 << 13)) ^ (w2 >>> 10)
    schedule[i] = (schedule[i - 16] as number) + s0 + (schedule[i - 7] as number) + s1
  }
  return schedule
}
