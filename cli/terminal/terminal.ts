/** What a command uses of its process and terminal; tests replace it to run commands in their own process. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  /** Whether stderr is a terminal: progress bars are written there only. */
  readonly isWatched: boolean;
  now(): number;
  print(text: string): void;
  printError(text: string): void;
  readInput(): Promise<string>;
  /** Does not echo a typed line; reads piped input to its end. */
  readSecret(question: string): Promise<string>;
}

export function createProcessTerminal(): Terminal {
  // `percorso ... | head` closes the pipe early, which is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    env: process.env,
    directory: process.cwd(),
    isWatched: process.stderr.isTTY === true,
    now: () => Date.now(),
    print: (line) => process.stdout.write(`${line}\n`),
    printError: (line) => process.stderr.write(`${line}\n`),
    readInput: () => text(process.stdin),
    readSecret: (question) => (process.stdin.isTTY ? askHidden(question) : text(process.stdin)),
  };
}

async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  // Readline echoes to its output, and this one discards it.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
