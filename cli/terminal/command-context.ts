/** What every command gets when it is added to the program. */
import type { Command } from 'commander';
import type { CommandResult } from './command-result.ts';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  /** The program that the command is added to. Its options are the global ones. */
  readonly program: Command;
  readonly terminal: Terminal;
  /** Runs the work of a command, prints its result and keeps its exit code. */
  readonly run: (work: () => Promise<CommandResult>) => Promise<void>;
}
