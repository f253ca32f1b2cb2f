import type { Command } from 'commander'
import type { FilterOptions } from './filter.ts'
import { run } from './output.ts'
import { collect } from './register-options.ts'

/** Adds what `demur filter` takes. */
export function addFilterCommand(command: Command): void {
  command
    .argument('[files...]', 'JSON Lines, CSV or Parquet; text may be packed as .gz or .zst (default: standard input)')
    .requiredOption('--use <data use>', 'the data use, such as genai.training')
    .requiredOption(
      '--out <file>',
      'the rows that may be used, or a folder with a file for each input; called again, it goes on where it ended',
    )
    .option('--rejected <file>', 'the other rows, each with its number and its reasons')
    .option('--format <name>', 'jsonl, csv or parquet (default: by the name of the first file, else jsonl)')
    .option('--delimiter <character>', 'csv: what stands between fields (default: a comma; a tab for .tsv)')
    .option('--described', 'rows say what the items are, instead of naming registered ones')
    .option('--id <column>', 'which column names a registered item (default: id)')
    .option('--member <column>', 'described: which is the author (default: member)')
    .option('--subjects <column>', 'described: which lists all people, where it is there (default: subjects)')
    .option('--kind <column>', 'described: which is the kind (default: kind)')
    .option('--visibility <column>', 'described: which is the visibility (default: visibility)')
    .option('--created-at <column>', 'described: which is the instant of creation (default: createdAt)')
    .option('--sensitive-source <column>', 'described: which flags a sensitive source (default: sensitiveSource)')
    .option('--default <field=value>', 'described: what holds where a row has nothing, such as kind=POST', collect)
    .option('--gate', 'decide in memory by a gate that follows the server of --url')
    .option('--snapshot <file>', 'decide in memory by a signed snapshot; with --url, go on from there')
    .option('--max-staleness <duration>', 'gate: how old what it knows may be, such as 90s, 15m or 24h')
    .option('--key <key>', 'gate: verifier key (name+id+key), or a file of such; can be given again', collect)
    .option('--origin <name>', 'gate: name of the register (default: the name of the key)')
    .option('--progress', 'say how far it is although standard error is no terminal')
    .action((files: string[], options: FilterOptions) =>
      run(options, async () => (await import('./filter.ts')).filterItems(files, options)),
    )
}
