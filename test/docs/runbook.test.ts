/** docs/runbook.md names queues and log lines that exist; test/lib/alarms compares its sections with the alarms. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/runbook.md', root), 'utf8');
const queues = [...page.matchAll(/^## ([a-z-]+)-dead-letters$/gm)].map(([, name = '']) => name);
const findAll = (pattern: RegExp) => [...new Set([...page.matchAll(pattern)].map(([, found = '']) => found))];

describe('docs/runbook.md', () => {
  it('shows and redrives only queues that have an alarm', () => {
    const named = findAll(/dead-letters (?:show|redrive) ([a-z-]+)/g);
    expect(named.filter((name) => name !== 'undelivered').sort()).toEqual([...queues].sort());
  });

  it('quotes log messages that the code writes', () => {
    const quoted = findAll(/filter-pattern '"([^"]+)"'/g);
    expect(quoted.length).toBeGreaterThan(1);
    const code = readdirSync(new URL('app/send/', root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(new URL(`app/send/${file}`, root), 'utf8'))
      .join('\n');
    for (const message of quoted) expect(code).toContain(`'${message}'`);
  });

  it('reads log groups of functions that exist', () => {
    const functions = readdirSync(new URL('functions/', root));
    for (const name of findAll(/\/aws\/lambda\/percorso-prod-([a-z-]+)/g)) expect(functions).toContain(name);
  });
});
