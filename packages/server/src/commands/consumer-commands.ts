import type { Command } from 'commander'
import { run } from './output.ts'
import { atPoint, collect, type OnRegister } from './register-options.ts'

/** `demur consumer …` */
export function addConsumerCommands(program: Command, onRegister: OnRegister): void {
  const consumer = program
    .command('consumer')
    .description('who applies objections outside the register, and how far they are')
  const load = () => import('./consumer.ts')

  onRegister('register', 'register a consumer, or change what is registered of it', consumer)
    .argument('<key>', 'your own key of the consumer')
    .requiredOption('--title <text>', 'what members are told that it is')
    .requiredOption(
      '--setting <setting=deadline>',
      'a setting whose objections it applies, and how long it has: genai-improvement=P30D; can be given again',
      collect,
    )
    .option('--use <data use>', 'a data use that it is about; can be given again', collect)
    .option('--subject <subject>', 'subject of the service token that may acknowledge (default: the key)')
    .action((key, options) => run(options, async () => (await load()).registerConsumer(key, options)))

  onRegister('deregister', 'end the registration of a consumer', consumer)
    .argument('<key>', 'the key of the consumer')
    .action((key, options) => run(options, async () => (await load()).deregisterConsumer(key, options)))

  onRegister('ack', 'say that a consumer has applied everything up to a position', consumer)
    .argument('<key>', 'the key of the consumer')
    .argument('<position>', 'the position')
    .action((key, position, options) => run(options, async () => (await load()).acknowledge(key, position, options)))

  atPoint(onRegister('list', 'list consumers, and how far they are', consumer)).action((options) =>
    run(options, async () => (await load()).listConsumers(options)),
  )

  atPoint(onRegister('show', 'show a consumer, setting by setting', consumer))
    .argument('<key>', 'the key of the consumer')
    .action((key, options) => run(options, async () => (await load()).showConsumer(key, options)))

  atPoint(onRegister('check', 'end with 3 where a consumer is overdue; for monitoring', consumer))
    .argument('[key]', 'the key of the consumer (default: all of them)')
    .action((key, options) => run(options, async () => (await load()).checkConsumers(key, options)))
}
