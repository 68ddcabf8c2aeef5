/** The size and the screenshots of an email in `percorso preview`, and a person of the stage in `--profile`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../../adapters/content/compile-template.ts';
import { measureEmail } from '../../../../app/publish/email-size.ts';
import { validateStored } from '../../../../app/publish/validate-stored.ts';
import { makeScreenshots } from '../../../../cli/preview/make-screenshots.ts';
import { findPersonSource } from '../../../../cli/preview/preview-source.ts';
import { chromiumPath, hasBrowser } from '../../../harness/browser.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';
import { makeTemplate } from '../../../harness/templates.ts';

const email = (body: string) =>
  JSON.stringify(makeTemplate({ subject: 'Hello', html: `<div style="height:1500px">${body}</div>` }));

let folder: Folder;
beforeAll(() => {
  folder = openFolder();
  folder.write('small.json', email('Hi'));
  folder.write('loop.json', email("{% for i in (1..9000) %}{{ 'ten chars.' }}{% endfor %}"));
  folder.write('text.json', JSON.stringify(makeTemplate({ body: 'Hi' }, { channel: 'sms' })));
});
afterAll(() => folder.remove());

const preview = (file: string, env: Record<string, string>, ...words: string[]) =>
  runCommand(['preview', 'welcome', file, ...words], { directory: folder.path, env });

/** Width and height in the header of a PNG. */
function readSize(file: string): readonly [number, number] {
  const bytes = readFileSync(join(folder.path, file));
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe('A screenshot', () => {
  it.skipIf(!hasBrowser)('shows the whole email at each width', { timeout: 90_000 }, async () => {
    const env = { CHROME_PATH: chromiumPath ?? '' };
    const { exitCode, output, errors } = await preview('small.json', env, '--png', 'png');
    expect([exitCode, errors]).toEqual([0, '']);
    expect(output).toContain(`Written: ${join('png', 'welcome-360.png')}`);
    const [narrow, wide] = [readSize('png/welcome-360.png'), readSize('png/welcome-1280.png')];
    expect([narrow[0], wide[0]]).toEqual([360, 1280]);
    expect(Math.min(narrow[1], wide[1])).toBeGreaterThan(1500);
  });

  it('is left out with a clear line where there is no Chromium', async () => {
    const { exitCode, errors } = await preview(
      'small.json',
      { CHROME_PATH: '/nowhere' },
      '--png',
      'png-none',
    );
    expect(exitCode).toBe(0);
    expect(errors).toContain('No screenshot: Chromium was not found.');
  });

  it('is left out for an SMS', async () => {
    expect((await preview('text.json', {}, '--png', 'png')).errors).toContain('only an email has HTML');
  });

  it.skipIf(!hasBrowser)('ends where the command is a script that starts the browser', async () => {
    const script = join(folder.path, 'browser.sh');
    writeFileSync(script, `#!/bin/sh\n${chromiumPath} "$@"\n`, { mode: 0o755 });
    const images = await makeScreenshots(script, '/dev/null', [360]);
    expect(images).toHaveLength(1);
  });

  it('fails with an explanation where the program is no browser', async () => {
    const file = join(folder.path, 'small.json');
    const failed = { code: 'screenshot_failed' };
    await expect(makeScreenshots('/bin/false', file, [360])).rejects.toMatchObject(failed);
    await expect(makeScreenshots('/nowhere/chromium', file, [360])).rejects.toMatchObject(failed);
  });
});

describe('The size of an email', () => {
  it('is shown, and a warning where Gmail could cut it', async () => {
    expect((await preview('small.json', {})).output).toContain('(Gmail shows 102 KB).');
    const { errors, output } = await preview('loop.json', {});
    expect(errors).toContain('Keep it below 80 KB.');
    expect(output).not.toContain('Gmail');
  });

  it.each([
    [80 * 1024, false],
    [80 * 1024 + 1, true],
    [102 * 1024 + 1, true],
  ])('of %i bytes is risky: %s', (bytes, isRisky) => {
    expect(measureEmail('é'.repeat(bytes / 2) + 'a'.repeat(bytes % 2))).toMatchObject({ bytes, isRisky });
  });

  it('is warned of when the template is published, per locale', async () => {
    const html = `<p>${'a'.repeat(90 * 1024)}</p>`;
    const template = makeTemplate(
      { subject: 's', html: '<p>x</p>' },
      { locales: { it: { subject: 's', html } } },
    );
    const { problems, documents } = await validateStored([{ document: template }], compileTemplate);
    expect(problems).toMatchObject([{ path: 'locales.it', code: 'too_large', severity: 'warning' }]);
    expect(documents[0]?.header).toBeDefined();
  });
});

it('--profile names a file where there is one, and a person of the stage otherwise', () => {
  const find = (profile: string) => findPersonSource({ profile }, folder.path);
  expect(find('small.json')).toEqual({ profile: 'small.json' });
  expect(find('missing.json')).toEqual({ profile: 'missing.json' });
  expect(find('people/anna')).toEqual({ profile: 'people/anna' });
  expect(find('anna')).toEqual({ user: 'anna' });
  expect(find('email:anna@example.com')).toEqual({ user: 'email:anna@example.com' });
});
