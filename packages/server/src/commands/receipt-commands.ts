import type { Command } from 'commander'
import { run } from './output.ts'
import { collect, type OnRegister } from './register-options.ts'

/** Adds `demur receipt …`. Each command loads what it needs when it runs. */
export function addReceiptCommands(program: Command, onRegister: OnRegister): void {
  const receipt = program.command('receipt').description('work on receipts')

  receipt
    .command('verify')
    .description('verify receipts with public keys alone; needs neither a register nor a network')
    .argument('<file>', 'the receipt, or one on each line; - for standard input')
    .requiredOption('--key <key>', 'verifier key (name+id+key), or a file of such; can be given again', collect)
    .option('--revoked-key <key>', 'a key, or a file of such, that is not to be believed any more', collect)
    .option('--origin <name>', 'name of the register (default: the name of the key)')
    .option('--json', 'print JSON')
    .action((file, options) =>
      run(options, async () => (await import('./receipt-verify.ts')).verifyReceiptFile(file, options)),
    )

  onRegister('get', 'print the receipt of an entry, or those of all that a member chose, the latest first', receipt)
    .argument('<position or member>', 'a ledger position, or the key of a member')
    .option('--member', 'take it for the key of a member, though it looks like a position')
    .action((what, options) => run(options, async () => (await import('./receipt-get.ts')).getReceipts(what, options)))

  onRegister('complete', 'print receipts with the proof under the latest checkpoint', receipt)
    .argument('<file>', 'the receipt, or one on each line; - for standard input')
    .action((file, options) => run(options, async () => (await import('./receipt-get.ts')).completeFile(file, options)))
}
