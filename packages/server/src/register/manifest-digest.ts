import { createHash } from 'node:crypto'

/**
 * How many items a chunk has, all but the last. Part of the format: the digest of every manifest depends on it, and
 * those in ledgers stay.
 */
export const MANIFEST_CHUNK = 10_000

/** SHA-256 of lines, each followed by a line feed, as `sha256sum` prints it. */
function digestOfLines(lines: Iterable<string>): string {
  const hash = createHash('sha256')
  for (const line of lines) hash.update(`${line}\n`)
  return hash.digest('hex')
}

/** The digest of a chunk, from the leaves of its items in their order. */
export function chunkDigest(leaves: Iterable<string>): string {
  return digestOfLines(leaves)
}

/** What the entry that seals a run says of its manifest, from the digests of its chunks in their order. */
export function manifestDigest(chunks: Iterable<string>): string {
  return `sha256:${digestOfLines(chunks)}`
}

/** Hashes the leaves of a manifest one by one. */
export class ManifestHash {
  #leaves: string[] = []
  /** Of the chunks that are complete. */
  readonly #chunks: string[] = []

  add(leaf: string): void {
    this.#leaves.push(leaf)
    if (this.#leaves.length === MANIFEST_CHUNK) this.#complete()
  }

  /** Ends the manifest: the digests of its chunks, and its own. */
  end(): { readonly chunks: readonly string[]; readonly digest: string } {
    if (this.#leaves.length > 0) this.#complete()
    return { chunks: this.#chunks, digest: manifestDigest(this.#chunks) }
  }

  #complete(): void {
    this.#chunks.push(chunkDigest(this.#leaves))
    this.#leaves = []
  }
}
