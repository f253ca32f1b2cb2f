import type { Command } from 'commander'
import { run } from './output.ts'
import type { OnRegister } from './register-options.ts'

/** The commands about rulebooks. */
export function addRulebookCommands(program: Command, onRegister: OnRegister): void {
  const rulebook = program.command('rulebook').description('work on rulebooks')

  rulebook
    .command('check')
    .description('say everything that would forbid publishing a rulebook')
    .argument('<file>', 'the document as JSON; - for standard input')
    .option('--json', 'print JSON')
    .action((file, options) => run(options, async () => (await import('./rulebook.ts')).checkRulebook(file, options)))

  onRegister('publish', 'publish a rulebook, and say which decisions turn', rulebook)
    .argument('<file>', 'the document as JSON; - for standard input')
    .option('--dry-run', 'check and measure the effect; write nothing')
    .option('--note <text>', 'for those who approve it, where that is required')
    .option('--without-approval', 'publish at once although approval is required; on the database itself only')
    .option('--no-effect', 'do not measure the effect, which looks at every registered item')
    .option('--at <instant>', 'the instant that the effect is about, such as the day a phase begins (default: now)')
    .option('--samples <n>', 'how many samples of each data use, from 0 to 100', '3')
    .option('--locale <tag>', 'language of the words, such as de')
    .action((file, options) => run(options, async () => (await import('./publish.ts')).publish(file, options)))

  onRegister('diff', 'say in words in what two rulebooks differ, and what it means for members', rulebook)
    .argument('<from>', 'a file, or the version of a published rulebook; alone, it is compared with the published one')
    .argument('[to]', 'a file, or the version of a published rulebook')
    .option('--locale <tag>', 'language of the words, such as de')
    .option('--fail-on-loosening', 'end with 3 where a change lets more be used')
    .action((from, to, options) =>
      run(options, async () => (await import('./rulebook-diff.ts')).diff(from, to, options)),
    )

  onRegister('history', 'list the rulebooks that were published', rulebook)
    .option('--as-known-at <position>', 'only what was published by this position or instant')
    .action((options) => run(options, async () => (await import('./rulebook-history.ts')).history(options)))

  onRegister('proposals', 'list the rulebooks that were proposed', rulebook)
    .option('--status <status>', 'only open, published, rejected, withdrawn, expired or stale ones')
    .option('--locale <tag>', 'language of the words, such as de')
    .action((options) => run(options, async () => (await import('./proposals.ts')).listProposals(options)))

  onRegister('approve', 'approve a rulebook that somebody else proposed', rulebook)
    .argument('<id>', 'the id of the proposal')
    .option('--locale <tag>', 'language of the words, such as de')
    .action((id, options) => run(options, async () => (await import('./proposals.ts')).approve(id, options)))

  onRegister('reject', 'reject a proposal, or withdraw your own', rulebook)
    .argument('<id>', 'the id of the proposal')
    .option('--note <text>', 'why')
    .option('--locale <tag>', 'language of the words, such as de')
    .action((id, options) => run(options, async () => (await import('./proposals.ts')).reject(id, options)))
}
