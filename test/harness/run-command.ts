/** Runs the command in this process, in a folder of its own, and gives back what it printed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runPercorso } from '../../cli/run-percorso.ts';

export interface CommandRun {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

export interface Folder {
  readonly path: string;
  write(file: string, text: string): void;
  remove(): void;
}

export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'percorso-cli-'));
  return {
    path,
    write(file, text) {
      const target = join(path, file);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

export async function runCommand(
  args: readonly string[],
  { directory, env = {}, input = '' }: { directory: string; env?: Record<string, string>; input?: string },
): Promise<CommandRun> {
  const output: string[] = [];
  const errors: string[] = [];
  const exitCode = await runPercorso(args, {
    env,
    directory,
    isWatched: false,
    now: () => Date.parse('2026-11-22T12:00:00Z'),
    print: (text) => output.push(text),
    printError: (text) => errors.push(text),
    readInput: async () => input,
    readSecret: async () => input,
  });
  return { exitCode, output: output.join('\n'), errors: errors.join('\n') };
}
