import type { Command } from 'commander'
import { run } from './output.ts'
import { collect, type OnRegister } from './register-options.ts'

/** `demur webhook …` */
export function addWebhookCommands(program: Command, onRegister: OnRegister): void {
  const webhook = program.command('webhook').description('endpoints that entries are posted to')
  const load = () => import('./webhook.ts')
  const onKey = (name: string, description: string): Command =>
    onRegister(name, description, webhook).argument('<key>', 'the key of the endpoint')

  onKey('add', 'add an endpoint, and print its secret')
    .argument('<url>', 'where to post to')
    .option(
      '--type <type>',
      'a type of entry to post, * for all; can be given again (default: acts of members)',
      collect,
    )
    .option('--setting <setting>', 'a setting whose acts to post; can be given again', collect)
    .option('--consumer <key>', 'the consumer that it is for')
    .option('--after <position>', 'post what was recorded after it (default: the head)')
    .option('--secret <secret>', 'a secret of your own (default: a new one)')
    .action((key, url, options) => run(options, async () => (await load()).addWebhook(key, url, options)))

  onRegister('list', 'list the endpoints, and how far they are', webhook).action((options) =>
    run(options, async () => (await load()).listWebhooks(options)),
  )
  onKey('show', 'show an endpoint and its last attempts').action((key, options) =>
    run(options, async () => (await load()).showWebhook(key, options)),
  )
  onKey('test', 'post a test message; ends with 3 where it is not taken').action((key, options) =>
    run(options, async () => (await load()).testWebhook(key, options)),
  )
  onKey('replay', 'post again what was recorded after a position')
    .requiredOption('--after <position>', 'the position')
    .action((key, options) => run(options, async () => (await load()).replayWebhook(key, options)))
  onKey('enable', 'deliver again, from where it stopped').action((key, options) =>
    run(options, async () => (await load()).enableWebhook(key, options)),
  )
  onKey('disable', 'stop delivering').action((key, options) =>
    run(options, async () => (await load()).disableWebhook(key, options)),
  )
  onKey('rotate', 'sign with a new secret, and for a while with the old one too')
    .option('--overlap <seconds>', 'for how long the old secret signs, too', '86400')
    .option('--secret <secret>', 'a secret of your own (default: a new one)')
    .action((key, options) => run(options, async () => (await load()).rotateSecret(key, options)))
  onKey('remove', 'remove an endpoint').action((key, options) =>
    run(options, async () => (await load()).removeWebhook(key, options)),
  )
}
