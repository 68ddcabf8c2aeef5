/** The commands that try out what would happen: simulate. */
import type { Command } from 'commander';
import { UsageError } from '../command-result.ts';
import type { Run } from '../run-percorso.ts';
import type { Terminal } from '../terminal.ts';
import { type SimulateOptions, simulateFiles } from './simulate.ts';

export function addSimulationCommands(program: Command, terminal: Terminal, run: Run): void {
  program
    .command('simulate')
    .argument('<files...>', 'YAML or JSON files, folders, or quoted globs')
    .option('--events <file>', 'JSONL: what happens to the person, one touchpoint per line')
    .option('--profile <file>', 'JSON: userId, traits and consent that the person starts with')
    .option('--user <id>', 'whose events of the file to take')
    .option('--from <moment>', 'show the walk from then on; what lies before happens unshown')
    .option('--until <moment>', 'let time pass until then; 180 days after the last event unless said')
    .description('walk a person through documents over virtual time, without any cloud')
    .action((files: string[], options: SimulateOptions) =>
      run(async () => {
        if (options.events === undefined && options.profile === undefined) {
          throw new UsageError(
            'Nobody to simulate.',
            'Give --events events.jsonl, --profile person.json, or both.',
          );
        }
        return simulateFiles(files, options, terminal.directory, terminal.now());
      }),
    );
}
