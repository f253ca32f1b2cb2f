import type { Command } from 'commander'
import type { FilterOptions } from './filter.ts'
import { run } from './output.ts'

/** Adds what `demur filter` takes. */
export function addFilterCommand(command: Command): void {
  command
    .argument('[file]', 'lines of JSON, an item each (default: standard input)')
    .requiredOption('--use <data use>', 'the data use, such as genai.training')
    .requiredOption('--out <file>', 'the lines that may be used; called again after a kill, it goes on where it ended')
    .option('--rejected <file>', 'the other lines, each with its number and its reasons')
    .option('--described', 'lines say what the items are, instead of naming registered ones')
    .option('--id <field>', 'which field names a registered item (default: id)')
    .option('--member <field>', 'described: which field is the author (default: member)')
    .option('--subjects <field>', 'described: which field lists all people, where it is there (default: subjects)')
    .option('--kind <field>', 'described: which field is the kind (default: kind)')
    .option('--visibility <field>', 'described: which field is the visibility (default: visibility)')
    .option('--created-at <field>', 'described: which field is the instant of creation (default: createdAt)')
    .option('--sensitive-source <field>', 'described: which field flags a sensitive source (default: sensitiveSource)')
    .action((file: string | undefined, options: FilterOptions) =>
      run(options, async () => (await import('./filter.ts')).filterItems(file, options)),
    )
}
