/** Sets up what the tests on Spark need, or says in a line what is missing. */
import { MissingTool, prepareEnvironment } from './environment.ts'

try {
  prepareEnvironment((text) => void process.stdout.write(`${text}\n`))
} catch (error) {
  if (!(error instanceof MissingTool)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
