/** A progress bar on stderr, for terminals only. */
import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

export interface ProgressBar {
  start(what: string, total: number): void;
  /** `note` is shown after the bar, such as a rate. */
  step(count: number, note?: string): void;
  stop(): void;
}

/** Work that takes less time shows no bar. */
const fewest = 20;

export function createProgressBar(terminal: Terminal): ProgressBar {
  let bar: SingleBar | undefined;
  return {
    start(what, total) {
      if (!terminal.isWatched || total < fewest) return;
      bar = new SingleBar(
        {
          format: `${what} {bar} {percentage}% {value}/{total} {note}`,
          stream: process.stderr,
          clearOnComplete: true,
        },
        Presets.shades_classic,
      );
      bar.start(total, 0, { note: '' });
    },
    step: (count, note = '') => bar?.increment(count, { note }),
    stop: () => bar?.stop(),
  };
}

/** For work of unknown length: the amount done so far, updated in place. */
export function createCounter(terminal: Terminal, what: string): { show(count: number): void; stop(): void } {
  let shown = '';
  return {
    show(count) {
      if (!terminal.isWatched || count < fewest) return;
      shown = `${count.toLocaleString('en-US')} ${what}`;
      process.stderr.write(`\r${shown}`);
    },
    stop() {
      if (shown !== '') process.stderr.write(`\r${' '.repeat(shown.length)}\r`);
    },
  };
}
