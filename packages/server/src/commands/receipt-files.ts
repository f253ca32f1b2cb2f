import { textOf } from './input.ts'

/**
 * The receipts that a file holds: one, however it is laid out, or one on each line, as `demur receipt get` prints those
 * of a member. Whether they are receipts is another question.
 */
export async function documentsOf(file: string): Promise<string[]> {
  const text = await textOf(file)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 1 && isJson(lines[0] ?? '') ? lines : [text]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
