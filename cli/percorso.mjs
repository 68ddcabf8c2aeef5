#!/usr/bin/env node
/** Starts the command with a Node that reads TypeScript: this one if it does, else the one installed beside it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('percorso.ts', import.meta.url));
const oldestMajor = 24;

if (Number(process.versions.node.split('.')[0]) >= oldestMajor) {
  await import(main);
} else {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const bundled = [
    new URL(`../node_modules/.bin/${name}`, import.meta.url),
    new URL(`../node_modules/node-${process.platform}-${process.arch}/bin/${name}`, import.meta.url),
  ]
    .map((url) => fileURLToPath(url))
    .find((path) => existsSync(path));
  if (bundled === undefined) {
    console.error(
      `percorso needs Node ${oldestMajor} or newer; this is ${process.versions.node} and none came with the packages.\n` +
        'Run `npm ci` in the checkout (Linux and Windows), or install Node 24 (macOS).',
    );
    process.exit(2);
  }
  const { status, signal, error } = spawnSync(bundled, [main, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (error !== undefined) console.error(`Cannot start ${bundled}: ${error.message}`);
  process.exit(status ?? (signal === null ? 2 : 130));
}
