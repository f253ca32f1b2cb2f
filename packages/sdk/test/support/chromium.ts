import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The browser that tests use: the one that `CHROMIUM_BIN` names, or one that is installed.
 * @throws where there is none: what a browser does is part of what is promised, so these tests are not left out
 */
export function findChromium(): string {
  const { CHROMIUM_BIN: given, PATH = '' } = process.env
  const folders = PATH.split(delimiter).filter((folder) => folder !== '')
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...ELSEWHERE]
  const found = (given === undefined ? candidates : [given]).find(isExecutable)
  if (found !== undefined) return found
  throw new Error(
    given === undefined
      ? 'These tests need Chromium or Chrome. Install it (Debian: apt-get install -y chromium; macOS: brew install --cask chromium), or name its program in CHROMIUM_BIN.'
      : `CHROMIUM_BIN names “${given}”, which is no program.`,
  )
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A browser window without a screen, and the folder in which it keeps its things. */
export class Chromium {
  readonly #folder = mkdtempSync(join(tmpdir(), 'demur-chromium-'))
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown>

  /**
   * Opens a page, with more flags where it needs some. Only pages from this machine and over `https` are secure, and have
   * WebCrypto.
   */
  constructor(url: string, more: readonly string[] = []) {
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run']
    const args = [...flags, '--disable-background-networking', `--user-data-dir=${this.#folder}`, ...more, url]
    this.#process = spawn(findChromium(), args, { stdio: 'ignore' })
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', resolve)
      this.#process.once('exit', resolve)
    })
  }

  async close(): Promise<void> {
    this.#process.kill()
    await this.#ended
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
