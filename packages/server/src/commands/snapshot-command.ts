import type { Command } from 'commander'
import { ENGINES } from '../snapshot/sql-names.ts'
import { DEFAULT_NAMES } from '../snapshot/statement.ts'
import { run } from './output.ts'
import { collect } from './register-options.ts'
import { COLUMNS } from './snapshot-names.ts'

const { items, people, members, decisionTable } = DEFAULT_NAMES

/** `demur snapshot`, on a command that has the flags of a register and of a point. */
export function addSnapshotCommand(command: Command): void {
  command
    .requiredOption('--use <data use>', 'the data use, such as genai.training')
    .requiredOption('--out <folder>', 'the folder to write, new or empty')
    .option('--items <table>', 'your table of items', items.table)
    .option('--people <table>', 'your table of the people in items besides their authors', people.table)
    .option('--no-people', 'nobody but its author is ever in an item')
    .option('--column <name=column>', `what you call a column; can be given again (${COLUMNS.join(', ')})`, collect)
    .option('--no-deleted', 'the table of items has no column “deleted”: deleted items are not in it')
    .option('--no-sensitive-source', 'the table of items has no column “sensitive_source”: no source is flagged')
    .option('--members <table>', 'the table into which the members of the snapshot will be loaded', members)
    .option('--decision-table <table>', 'the table into which its decision table will be loaded', decisionTable)
    .option('--engine <name>', `whose quotes names are written in: ${ENGINES.join(', ')} (default: names need none)`)
    .action((options) => run(options, async () => (await import('./snapshot.ts')).snapshot(options)))
}
