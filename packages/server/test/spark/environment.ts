import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
const FOLDER = join(ROOT, 'node_modules/.cache/demur-spark')
const STAMP = join(FOLDER, 'installed')

/** Something that a machine has to bring along is missing. */
export class MissingTool extends Error {
  override readonly name = 'MissingTool'
}

/** The Python in which PySpark and sqlglot are installed. */
export const PYTHON = join(FOLDER, 'venv/bin/python')

/** Makes the environment where it is not there as it should be. Says what it does, which takes a minute the first time. */
export function prepareEnvironment(say: (text: string) => void): void {
  checkJava()
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex')
  if (existsSync(PYTHON) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  const system = systemPython()
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  say('Installing PySpark and sqlglot into node_modules/.cache/demur-spark …')
  const venv = join(FOLDER, 'venv')
  run(system, ['-m', 'venv', venv], 'Python cannot make virtual environments: install python3-venv.')
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]
  run(PYTHON, pip, 'PySpark and sqlglot cannot be installed from PyPI.')
  writeFileSync(STAMP, wanted)
}

function checkJava(): void {
  const java = process.env.JAVA_HOME === undefined ? 'java' : join(process.env.JAVA_HOME, 'bin/java')
  const { stderr, error } = spawnSync(java, ['-version'], { encoding: 'utf8' })
  const advice = 'install openjdk-17-jre-headless, or point JAVA_HOME to a Java of version 17 or later'
  if (error !== undefined) throw new MissingTool(`Spark needs Java, and there is no “${java}”: ${advice}.`)
  const [, major] = /version "(\d+)/.exec(stderr) ?? []
  if (Number(major ?? 0) >= 17) return
  throw new MissingTool(`Spark needs Java 17 or later, and “${java}” is ${major ?? 'of no known version'}: ${advice}.`)
}

function systemPython(): string {
  const { status, error } = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'])
  if (error !== undefined)
    throw new MissingTool('PySpark needs Python 3.10 or later: install python3 and python3-venv.')
  if (status !== 0) throw new MissingTool('PySpark needs Python 3.10 or later, and “python3” is older.')
  return 'python3'
}

function run(command: string, args: readonly string[], failure: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new MissingTool(`${failure}\n${stdout}${stderr}`.trimEnd())
}
