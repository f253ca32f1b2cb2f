/** Reads a load as JSON from standard input, sends it with autocannon, and prints what came back as JSON. */
import { text } from 'node:stream/consumers'
import autocannon from 'autocannon'

const { url, headers = {}, bodies, connections, duration } = JSON.parse(await text(process.stdin))
const result = await autocannon({
  url,
  connections,
  duration,
  headers: { 'content-type': 'application/json', ...headers },
  requests: bodies.map((body) => ({ method: 'POST', body })),
})
const report = {
  answers: result['2xx'],
  failures: result.non2xx + result.errors + result.timeouts,
  duration: result.duration,
  latency: { p50: result.latency.p50, p99: result.latency.p99 },
}
process.stdout.write(JSON.stringify(report))
