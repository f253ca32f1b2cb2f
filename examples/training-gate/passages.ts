import { readFile } from 'node:fs/promises'

/** A line of the data set: what a pipeline has of an item, and more than decides about it. */
export interface Passage {
  /** The key of the item in the register. */
  readonly id: string
  /** The member who posted it. */
  readonly author: string
  readonly kind: string
  readonly visibility: string
  readonly writtenAt: string
  /** Who wrote the work, and when it came out. */
  readonly by: string
  readonly work: string
  readonly year: number
  readonly text: string
}

export async function readPassages(file: string | URL): Promise<Passage[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Passage)
}
