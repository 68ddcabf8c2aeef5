/** Reads the command line of `node local/start.ts`. */

import { parseArgs } from 'node:util';
import type { CloudOptions } from './cloud-options.ts';
import { omitAbsent } from './omit-absent.ts';

export const usage = `node local/start.ts [--cdk-out cdk.out] [--port 4566] [--seed N] [--stack NAME]
  [--start-at 2026-11-01T08:00:00Z] [--repeats 0.05] [--environments 2] [--allow-webhooks HOST]... [--verbose]`;

/** An option has an invalid value. */
export class OptionInvalidError extends Error {
  readonly code = 'option_invalid';
  readonly option: string;
  constructor(option: string, received: string, expected: string) {
    super(`--${option} is ${expected}. Received "${received}".`);
    this.name = 'OptionInvalidError';
    this.option = option;
  }
}

export interface StartOptions {
  readonly isHelp: boolean;
  readonly isVerbose: boolean;
  readonly cloud: CloudOptions;
}

/** Throws OptionInvalidError, or the error of `parseArgs` for an unknown option. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'cdk-out': { type: 'string', default: 'cdk.out' },
      port: { type: 'string', default: '4566' },
      seed: { type: 'string' },
      stack: { type: 'string' },
      'start-at': { type: 'string' },
      repeats: { type: 'string' },
      environments: { type: 'string' },
      'allow-webhooks': { type: 'string', multiple: true, default: [] },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { seed, repeats, environments, stack, 'start-at': startAt } = values;
  return {
    isHelp: values.help,
    isVerbose: values.verbose,
    cloud: {
      cdkOut: values['cdk-out'],
      port: readNumber('port', values.port, 0, 65_535),
      allowedHosts: values['allow-webhooks'].map(readHost),
      ...omitAbsent({
        seed: seed === undefined ? undefined : readNumber('seed', seed, 0, Number.MAX_SAFE_INTEGER),
        stack,
        startAt: startAt === undefined ? undefined : readTime(startAt),
        repeats: repeats === undefined ? undefined : readShare('repeats', repeats),
        environments:
          environments === undefined ? undefined : readNumber('environments', environments, 1, 100),
      }),
    },
  };
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new OptionInvalidError(option, text, `a whole number, ${range}`);
}

function readShare(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new OptionInvalidError(option, text, 'a share from 0 to 1, such as 0.05');
}

/** A date without zone would start the clock at another moment on another machine. */
function readTime(text: string): string {
  const isZoned = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  if (isZoned && !Number.isNaN(Date.parse(text))) return text;
  throw new OptionInvalidError('start-at', text, 'a time with its zone, such as 2026-11-01T08:00:00Z');
}

function readHost(text: string): string {
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?$/i.test(text)) return text.toLowerCase();
  throw new OptionInvalidError(
    'allow-webhooks',
    text,
    'a host by name, such as crm.example.com or localhost:9000',
  );
}
