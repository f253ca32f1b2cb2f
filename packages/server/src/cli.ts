#!/usr/bin/env node
import './compile-cache.ts'
import './known-imports.ts'
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addConsumerCommands } from './commands/consumer-commands.ts'
import { EXIT } from './commands/exit.ts'
import { addFilterCommand } from './commands/filter-command.ts'
import { run } from './commands/output.ts'
import { addReceiptCommands } from './commands/receipt-commands.ts'
import { atPoint, collect } from './commands/register-options.ts'
import { addRulebookCommands } from './commands/rulebook-commands.ts'
import { addSnapshotCommand } from './commands/snapshot-command.ts'
import { addWebhookCommands } from './commands/webhook-commands.ts'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const program = new Command('demur')
  .description('An objection register and eligibility service for personal data.')
  .version(manifest.version)
  .showHelpAfterError('(--help says more)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage))

/** A command on a register: on its database, or through a server. */
function onRegister(name: string, description: string, parent: Command = program): Command {
  return parent
    .command(name)
    .description(description)
    .option('--data <folder>', 'folder of the embedded database (default: DATABASE_URL, else DEMUR_DATA, else .demur)')
    .option('--url <url>', 'ask a running server instead of opening the database')
    .option('--token <token>', 'access token for --url (default: DEMUR_TOKEN)')
    .option('--json', 'print JSON')
}

program
  .command('serve')
  .description('serve the register over HTTP until told to stop')
  .option('--port <n>', 'port to listen on; 0 takes a free one (default: DEMUR_PORT, else 4000)')
  .option('--host <address>', 'address to listen on (default: DEMUR_HOST, else 127.0.0.1)')
  .option('--data <folder>', 'folder of the embedded database (default: DATABASE_URL, else DEMUR_DATA, else .demur)')
  .option('--workers <n>', 'processes that answer; 0: one for each core (default: DEMUR_WORKERS, else 1)')
  .option('--sample <file>', 'load this file where the register is empty')
  .option('--empty', 'load no sample')
  .option('--json', 'say where it answers as one line of JSON')
  .action((options) => run(options, async () => (await import('./commands/serve.ts')).serve(options)))

program
  .command('migrate')
  .description('bring the database up to date')
  .option('--data <folder>', 'folder of the embedded database (default: DATABASE_URL, else DEMUR_DATA, else .demur)')
  .option('--json', 'print JSON')
  .action((options) => run(options, async () => (await import('./commands/migrate.ts')).migrateDatabase(options)))

onRegister('import', 'import a file in the interchange format (JSON Lines), all of it or nothing')
  .argument('<file>', 'the file; - for standard input')
  .option('--restore', 'into an empty register: an export with --evidence becomes the ledger that it was')
  .action((file, options) => run(options, async () => (await import('./commands/ledger.ts')).importFile(file, options)))

onRegister('export', 'export the ledger in the interchange format')
  .option('--after <position>', 'only what was recorded after a position')
  .option('--as-known-at <moment>', 'only what was recorded by a position or an instant')
  .option('--output <file>', 'write to a file instead of standard output')
  .option('--evidence', 'with salts, hashes and checkpoints, as “verify” and a restore need them')
  .action((options) => run(options, async () => (await import('./commands/ledger.ts')).exportLedger(options)))

atPoint(onRegister('export-eligible', 'export every item that may be used, or every other one with its reasons'))
  .requiredOption('--use <data use>', 'the data use, such as genai.training')
  .option('--format <name>', 'ndjson, csv or parquet (default: ndjson)')
  .option('--out <folder>', 'write parts and a manifest into a folder; called again, it goes on where it ended')
  .option('--part-size <n>', 'how many items a part has (default: 1000000)')
  .option('--ineligible', 'the items that may not be used, with every reason')
  .action((options) =>
    run(options, async () => (await import('./commands/export-eligible.ts')).exportEligible(options)),
  )

atPoint(onRegister('report', 'write what stood where at a point: counts of members, objections, items and runs'))
  .option('--format <name>', 'html, pdf or csv (default: as the file ends, or html)')
  .option('--output <file>', 'write to a file instead of standard output')
  .action((options) => run(options, async () => (await import('./commands/report.ts')).report(options)))

addSnapshotCommand(atPoint(onRegister('snapshot', 'write what other engines decide items with: files and a statement')))

addFilterCommand(
  atPoint(onRegister('filter', 'take from files of items those that may be used: JSON Lines, CSV, Parquet')),
)

atPoint(onRegister('check', 'say whether an item may be used, and why'))
  .argument('<item>', 'the key of the item')
  .requiredOption('--use <data use>', 'the data use, such as genai.training')
  .option('--then <moment>', 'what was answered then, a position or an instant, beside what is known now')
  .option('--explain', 'print every reason in words, and what the answer rests on')
  .option('--locale <tag>', 'language of the words, such as de')
  .action((item, options) => run(options, async () => (await import('./commands/check.ts')).checkItem(item, options)))

onRegister('object', 'record an objection on behalf of a member')
  .argument('<member>', 'the key of the member')
  .argument('<setting>', 'the key of the setting')
  .option('--effective-at <instant>', 'when it was received, e.g. by letter; never later than now')
  .option('--channel <name>', 'how it was said (default: command line)')
  .option('--idempotency-key <key>', 'the same key with the same content records nothing twice')
  .action((member, setting, options) =>
    run(options, async () => (await import('./commands/object.ts')).object(member, setting, options)),
  )

program
  .command('rebuild')
  .description('make every projection anew from the ledger, compare, and replace what differs')
  .option('--check', 'only compare; end with 3 where something differs')
  .option('--data <folder>', 'folder of the embedded database (default: DATABASE_URL, else DEMUR_DATA, else .demur)')
  .option('--json', 'print JSON')
  .action((options) => run(options, async () => (await import('./commands/rebuild.ts')).rebuildProjections(options)))

addRulebookCommands(program, onRegister)

onRegister('erase', 'erase a member for good: what entries say of them goes, entries and proofs stay')
  .argument('<member>', 'the key of the member')
  .option('--yes', 'it is meant')
  .action((member, options) => run(options, async () => (await import('./commands/erase.ts')).erase(member, options)))

onRegister('verify', 'recompute the whole ledger, and name the first position that is not as it was')
  .argument('[file]', 'a ledger exported with --evidence, instead of the register; - for standard input')
  .option('--checkpoint <file>', 'a signed checkpoint that was kept; can be given again', collect)
  .option('--key <key>', 'verifier key (name+id+key), or a file of such; can be given again', collect)
  .option('--origin <name>', 'name of the register (default: the name of the key)')
  .option('--part', 'the ledger goes on after its end here: erasures may be recorded further on')
  .action((file, options) => run(options, async () => (await import('./commands/verify.ts')).verify(file, options)))

onRegister('checkpoint', 'sign and publish the head of the ledger, and print it as a signed note')
  .option('--keys', 'print the public keys that ever signed instead, the newest first')
  .action((options) => run(options, async () => (await import('./commands/checkpoint.ts')).checkpoint(options)))

addReceiptCommands(program, onRegister)

addConsumerCommands(program, onRegister)
addWebhookCommands(program, onRegister)

atPoint(onRegister('past-uses', 'say which sealed runs used content of a member, and what ended it'))
  .argument('<member>', 'the key of the member')
  .option('--locale <tag>', 'language of the words, such as de')
  .action((key, options) => run(options, async () => (await import('./commands/past-uses.ts')).pastUses(key, options)))

const runs = program.command('run').description('open, seal and look into runs')
const aboutRun = (name: string, description: string) =>
  onRegister(name, description, runs).argument('<run>', 'the key of the run')

aboutRun('open', 'pin an instant and a position: from here on the set of the run is fixed')
  .requiredOption('--use <data use>', 'the data use, such as genai.training')
  .option('--at <instant>', 'the instant that its set is about; never later than now (default: now)')
  .option('--description <text>', 'what the run is')
  .action((key, options) => run(options, async () => (await import('./commands/runs.ts')).openRun(key, options)))

aboutRun('seal', 'write the manifest of an open run, and report what became ineligible since the pin').action(
  (key, options) => run(options, async () => (await import('./commands/run-streams.ts')).sealRun(key, options)),
)

aboutRun('abandon', 'give up an open run').action((key, options) =>
  run(options, async () => (await import('./commands/runs.ts')).abandonRun(key, options)),
)

atPoint(onRegister('list', 'list runs, the one opened last first', runs))
  .option('--use <data use>', 'only runs for this data use')
  .option('--status <status>', 'only runs that are open, sealed or abandoned')
  .option('--first <n>', 'how many, from 1 to 1000', '100')
  .action((options) => run(options, async () => (await import('./commands/runs.ts')).listRuns(options)))

atPoint(aboutRun('show', 'say everything about a run')).action((key, options) =>
  run(options, async () => (await import('./commands/runs.ts')).showRun(key, options)),
)

aboutRun('late', 'list what became ineligible since the pin, with the reasons').action((key, options) =>
  run(options, async () => (await import('./commands/runs.ts')).listLateItems(key, options)),
)

aboutRun('export', 'export the items of a run as JSON Lines')
  .option('--output <file>', 'write to a file instead of standard output')
  .option('--keys', 'only the keys, one a line')
  .action((key, options) =>
    run(options, async () => (await import('./commands/run-streams.ts')).exportRun(key, options)),
  )

aboutRun('verify', 'derive the manifest of a sealed run anew, and compare').action((key, options) =>
  run(options, async () => (await import('./commands/run-streams.ts')).verifyRun(key, options)),
)

onRegister('diff', 'say what came in and went out from one run to another, and why', runs)
  .argument('<from>', 'the key of the first run')
  .argument('<to>', 'the key of the second run')
  .option('--summary', 'only the counts')
  .action((from, to, options) =>
    run(options, async () => (await import('./commands/run-streams.ts')).diffRuns(from, to, options)),
  )

await program.parseAsync()
