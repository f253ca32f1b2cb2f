import { readFileSync } from 'node:fs'

const example = (name: string): string =>
  readFileSync(new URL(`../../../../docs/examples/${name}`, import.meta.url), 'utf8')

/** The receipt that the documentation takes apart: a member objected, a notice had been served before. */
export const RECEIPT = example('receipt.json')

/** The key that it is signed with. */
export const PUBLIC_KEY = example('public-key.txt')

/** The key of another log. */
export const OTHER_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
