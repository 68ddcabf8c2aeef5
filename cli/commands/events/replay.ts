/** `percorso replay`: sends the touchpoints of a JSONL file. */

import { resolve } from 'node:path';
import {
  type LineWarning,
  type ReplayClock,
  type ReplayOutcome,
  replayLines,
} from '../../../app/ingest/replay-lines.ts';
import type { BadLine } from '../../../app/ingest/touchpoint-line.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { type CloudOptions, connect } from '../../cloud/connect.ts';
import { createLocalClock } from '../../cloud/local-clock.ts';
import { withSender } from '../../cloud/open-sender.ts';
import { readNow } from '../../cloud/read-now.ts';
import { linesRemedy, readLines } from '../../files/read-lines.ts';
import { readBytes } from '../../files/read-text.ts';
import { formatCount } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { explainFailure } from '../../terminal/explain-failure.ts';
import { createProgressBar } from '../../terminal/progress.ts';
import type { Terminal } from '../../terminal/terminal.ts';

export interface ReplayCommandOptions {
  readonly from: number;
  readonly parallel: number;
  readonly source: string;
  readonly followClock: boolean;
  readonly every: string;
  readonly packed: boolean;
}

export async function replayFile(
  file: string,
  options: ReplayCommandOptions,
  cloud: CloudOptions,
  terminal: Terminal,
): Promise<CommandResult> {
  const path = resolve(terminal.directory, file);
  const total = countLines(path) - options.from + 1;
  const connection = connect(cloud, terminal);
  const clock = options.followClock
    ? openClock(connection.isLocal ? connection.endpoint : undefined)
    : undefined;
  const progress = createProgressBar(terminal);
  const startedAt = terminal.now();
  // The local cloud's clock may be ahead, and so may its events.
  const now = await readNow(connection, terminal);
  let done = 0;
  const lines = readLines(path, options.from, {
    source: options.source,
    now,
    isChecked: true,
    isFutureTaken: options.followClock,
  });
  const outcome = await withSender(cloud, terminal, (sender) => {
    progress.start('Sending', total);
    return replayLines(lines, sender, {
      parallel: options.parallel,
      every: options.every,
      isPacked: options.packed,
      ...omitAbsent({ clock }),
      onProgress(count) {
        done += count;
        progress.step(count, `${rateOf(done, terminal.now() - startedAt)} events/s`);
      },
    });
  });
  progress.stop();
  return summarize(outcome, terminal.now() - startedAt, connection.endpoint);
}

const shownLines = 20;

function summarize(
  outcome: ReplayOutcome,
  milliseconds: number,
  endpoint: string | undefined,
): CommandResult {
  const { sent, bad, warnings, resumeFrom, failure } = outcome;
  const rate = rateOf(sent, milliseconds);
  const broken = failure === undefined ? undefined : explainFailure(failure, endpoint);
  const resume = resumeFrom === undefined ? '' : ` Continue with --from ${resumeFrom}.`;
  const listed = [...bad.map(describeBadLine), ...warnings.map(describeWarning)];
  const more =
    listed.length > shownLines ? [`  ... and ${listed.length - shownLines} more (all with --json)`] : [];
  return {
    exitCode: broken?.exitCode ?? (bad.length === 0 ? 0 : 1),
    json: {
      sent,
      seconds: milliseconds / 1000,
      eventsPerSecond: rate,
      bad,
      warnings,
      ...omitAbsent({ resumeFrom, error: broken }),
    },
    lines: [
      ...listed.slice(0, shownLines),
      ...more,
      `Sent ${formatCount(sent, 'touchpoint')} in ${(milliseconds / 1000).toFixed(1)} s: ${rate} events/s.` +
        (bad.length === 0 ? '' : ` ${formatCount(bad.length, 'line')} not sent.`),
      ...(broken === undefined ? [] : [`Stopped: ${broken.problem} ${broken.remedy}${resume}`]),
    ],
  };
}

function describeBadLine({ line, problem, remedy }: BadLine): string {
  return `  line ${line}: ${problem} ${remedy}`;
}

function describeWarning({ line, problem }: LineWarning): string {
  return `  line ${line}, sent: ${problem}`;
}

function rateOf(count: number, milliseconds: number): number {
  return Math.round((count * 1000) / Math.max(1, milliseconds));
}

function openClock(endpoint: string | undefined): ReplayClock {
  if (endpoint !== undefined) return createLocalClock(endpoint);
  throw new UsageError(
    '--follow-clock works with the local cloud only.',
    'Give --endpoint http://127.0.0.1:4566, or remove --follow-clock.',
  );
}

/** For the progress bar. */
function countLines(path: string): number {
  const bytes = readBytes(path, '.', linesRemedy);
  let lines = bytes.at(-1) === 10 ? 0 : 1;
  for (const byte of bytes) if (byte === 10) lines += 1;
  return lines;
}
