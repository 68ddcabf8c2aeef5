/** `percorso simulate` on files, as people run it: no cloud anywhere. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emailTemplate } from '../../../harness/recorded-life.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
  folder.write('config/all.yaml', documents);
  folder.write(
    'anna.json',
    '{ "userId": "anna", "traits": { "email": "a@example.com" }, "consent": { "email": true } }',
  );
});
afterEach(() => folder.remove());

const documents = `
kind: journey
id: win-back
status: draft
trigger: { event: Order Completed }
reentry: {}
exitOn: [{ event: Order Completed }]
start: pause
steps:
  pause: { type: wait, for: P90D, next: remind }
  remind: { type: send, template: come-back, next: done }
  done: { type: end }
---
kind: policy
id: contact
status: live
quietHours: { windows: [{ from: "21:00", to: "08:00" }] }
${emailTemplate('come-back')}`;

const run = (...args: string[]) => runCommand(['simulate', 'config', ...args], { directory: folder.path });
const events = (...lines: object[]) =>
  folder.write('life.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));

describe('percorso simulate', () => {
  it('says which campaigns one person’s life does not set off', async () => {
    folder.write(
      'config/news.yaml',
      'kind: campaign\nid: spring\nstatus: live\naudience: { segment: buyers }\nsend: come-back\n' +
        'schedule: { at: "2026-11-23T10:00:00Z" }\n---\nkind: segment\nid: buyers\nstatus: live\n' +
        'condition: { profile: { traits: { email: [{ exists: true }] } } }\n',
    );
    const { output } = await run('--profile', 'anna.json');
    expect(output).toContain('Not simulated: campaign spring.');
    folder.write('config/news.yaml', '');
    expect((await run('--profile', 'anna.json')).output).not.toContain('Not played');
  });

  it('takes no arrival whose zone is left open: it would depend on the machine', async () => {
    const order = { event: 'Order Completed', timestamp: '2026-01-10T23:30:00Z' };
    events({ ...order, time: '2026-01-11T08:30:00' });
    const { exitCode, errors } = await run('--profile', 'anna.json', '--events', 'life.jsonl');
    expect(exitCode).toBe(2);
    expect(errors).toContain('life.jsonl, line 1: "time": "2026-01-11T08:30:00" has no time zone.');
    events({ ...order, timestamp: '2026-01-10T23:30:00' });
    const other = await run('--profile', 'anna.json', '--events', 'life.jsonl');
    expect(other).toMatchObject({ exitCode: 2, errors: expect.stringContaining('timestamp') });
  });

  it('simulates a person from event to event, with the timers between and after them', async () => {
    events(
      { event: 'Order Completed', timestamp: '2026-01-10T23:30:00Z' },
      { event: 'Order Completed', timestamp: '2026-02-10T23:30:00Z' },
    );
    const { exitCode, output, errors } = await run('--profile', 'anna.json', '--events', 'life.jsonl');
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    expect(output.split('\n')).toEqual([
      '1 draft treated as live.',
      'Virtual time, in UTC:',
      '',
      '2026-01-10 23:30  Order Completed (from simulation)',
      '    → journey win-back: enters (version 1)',
      '    → journey win-back, step pause: waits here',
      '    in journey win-back at step pause, until 2026-04-10 23:30',
      '    next timer: 2026-04-10 23:30',
      '',
      '2026-02-10 23:30  Order Completed (from simulation)',
      '    → journey win-back, step pause: leaves: an exit condition of the journey was met (exited)',
      '    → journey win-back: enters (version 1)',
      '    → journey win-back, step pause: waits here',
      '    in journey win-back at step pause, until 2026-05-11 23:30',
      '    next timer: 2026-05-11 23:30',
      '',
      '2026-05-11 23:30  time passed',
      '    → journey win-back, step remind: hold email "come-back": quiet hours, it is evaluated again when they end (held_quiet_hours); until 2026-05-12 08:00',
      '    in journey win-back at step remind',
      expect.stringMatching(/^ {4}"come-back" \(journey win-back\) waits until 2026-05-12 08:00/),
      '    next timer: 2026-05-12 08:00',
      '',
      '2026-05-12 08:00  time passed',
      '    → journey win-back, step remind: send email "come-back"',
      '    → journey win-back, step done: leaves: it reached its end (completed)',
      '      email to a@example.com: “About come-back”',
      '',
      'At the end, 2026-08-09 23:30: 1 message sent.',
      '  no timer is set',
    ]);
  });

  it('simulates until --until, and shows the steps from --from', async () => {
    events({ event: 'Order Completed', timestamp: '2026-01-10T12:00:00Z' });
    const short = await run('--profile', 'anna.json', '--events', 'life.jsonl', '--until', '2026-04-01');
    expect(short.output).toContain(
      'At the end, 2026-04-01 00:00: 0 messages sent.\n  in journey win-back at step pause',
    );
    const late = await run(
      '--profile',
      'anna.json',
      '--events',
      'life.jsonl',
      '--from',
      '2026-04-01',
      '--json',
    );
    expect(JSON.parse(late.output)).toMatchObject({
      steps: [
        {
          at: '2026-04-10T12:00:00.000Z',
          event: null,
          effects: [{ kind: 'SendMessage', to: 'a@example.com' }, {}],
        },
      ],
    });
  });

  it('marks late arrivals and duplicates', async () => {
    const late = {
      event: 'Order Completed',
      timestamp: '2026-01-10T10:00:00Z',
      time: '2026-01-10T15:00:00Z',
      messageId: 'o1',
    };
    events(late, late);
    const { output } = await run('--profile', 'anna.json', '--events', 'life.jsonl', '--until', '2026-01-11');
    expect(output).toContain(
      '2026-01-10 15:00  Order Completed (from simulation, happened 2026-01-10 10:00)',
    );
    expect(output).toContain('until 2026-04-10 10:00');
    expect(output).toContain('duplicate of an earlier event (same id): nothing happens');
  });

  it('takes one person’s events out of a file about several, with the anonymous ones before the sign-up', async () => {
    events(
      { event: 'Page Viewed', anonymousId: 'guest-1', timestamp: '2026-01-01T10:00:00Z' },
      { event: 'Signed Up', anonymousId: 'guest-1', userId: 'anna', timestamp: '2026-01-02T10:00:00Z' },
      { event: 'Signed Up', userId: 'bruno', timestamp: '2026-01-03T10:00:00Z' },
    );
    const { output } = await run('--user', 'anna', '--events', 'life.jsonl');
    expect(output).toContain('2026-01-01 10:00  Page Viewed');
    expect(output).not.toContain('2026-01-03');
    expect(await run('--events', 'life.jsonl')).toMatchObject({
      exitCode: 2,
      errors: 'life.jsonl is about 2 people: anna, bruno.\nChoose the person to simulate: --user <id>.',
    });
    expect((await run('--user', 'carla', '--events', 'life.jsonl')).errors).toContain('no event of "carla"');
  });

  it('refuses bad documents in the words of validate, and simulates nothing', async () => {
    folder.write('config/all.yaml', documents.replace('template: come-back', 'template: comeback'));
    events({ event: 'Order Completed' });
    const { exitCode, output } = await run('--profile', 'anna.json', '--events', 'life.jsonl');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/line \d+ +journey\/win-back +error +steps\.remind\.template: .+come-back/);
    expect(output).toContain('1 error: nothing was simulated.');
  });

  it.each([
    ['{ "event": ', 'life.jsonl, line 1 is not JSON.'],
    [
      '{ "event": "A", "timestamp": "2026-01-01T10:00:00" }',
      'life.jsonl, line 1: detail.timestamp: received "2026-01-01T10:00:00" (timestamp_without_zone).',
    ],
  ])('names the line of an event that cannot be: %s', async (line, problem) => {
    folder.write('life.jsonl', line);
    const { exitCode, errors } = await run('--profile', 'anna.json', '--events', 'life.jsonl');
    expect(exitCode).toBe(2);
    expect(errors).toContain(problem);
  });

  it.each([
    ['{ "traits": { "a": 1 }, "segments": ["x"] }', 'anna.json has "segments", which is not a known field.'],
    ['{ "consent": { "fax": true } }', 'anna.json consent.fax: received true.'],
    ['[]', 'anna.json is not a JSON object.'],
  ])('says of a profile what is wrong with it: %s', async (text, problem) => {
    folder.write('anna.json', text);
    const { exitCode, errors } = await run('--profile', 'anna.json');
    expect(exitCode).toBe(2);
    expect(errors).toContain(problem);
  });

  it.each([
    [[], 'No person to simulate.'],
    [['--profile', 'anna.json', '--until', 'soon'], '--until: "soon" is not a date and time.'],
    [['--profile', 'anna.json', '--until', '2026-01-01T10:00:00'], 'has no time zone'],
    [
      ['--profile', 'anna.json', '--from', '2026-02-01', '--until', '2026-01-01'],
      'is before the simulation starts (2026-02-01 00:00)',
    ],
    [['--profile', 'missing.json'], 'The file missing.json does not exist.'],
    [['--profile', 'anna.json', '--people', '3'], '--people requires --compare.'],
    [['--compare', '--events', 'life.jsonl'], '--events cannot be combined with --compare.'],
  ])('refuses %j with what to do', async (args, problem) => {
    const { exitCode, errors } = await run(...args);
    expect(exitCode).toBe(2);
    expect(errors).toContain(problem);
    expect(errors.split('\n')).toHaveLength(2);
  });
});
