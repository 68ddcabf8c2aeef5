/** `percorso statistics`, against a real DynamoDB engine; the command's today is 2026-11-22. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoStatisticsStore } from '../../../../adapters/dynamodb/statistics-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from '../../../contract/dynamo-database.ts';
import { runCommand } from '../../../harness/run-command.ts';

let database: DynamoDatabase;
let endpoint: string;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('statistics', 'statistics');
  await database.createTable('statistics', 'empty');
  const { hostname, port } = (await database.client.config.endpoint?.()) ?? { hostname: '', port: 0 };
  endpoint = `http://${hostname}:${port}`;
  const store = createDynamoStatisticsStore(database.client, 'statistics');
  const welcome = { 'email.sent': 6, 'email.delivered': 5, 'email.opened': 2, 'email.opens': 9 };
  const held = { 'email.suppressed': 2, 'email.suppressed.no_consent': 2 };
  for (const [day, batch, counts] of [
    ['2026-11-22', 'run-1', { 'rule:welcome': welcome }],
    // Put again, as after a lost answer.
    ['2026-11-22', 'run-1', { 'rule:welcome': welcome }],
    ['2026-11-22', 'P1#7', { 'rule:offer': held, 'segment:buyers': { entered: 3 } }],
    [
      '2026-11-21',
      'P2#9',
      {
        'journey:win-back': {
          entered: 2,
          left: 1,
          'left.converted': 1,
          'took.split.a': 2,
          'decided.update.done': 1,
          converted: 3,
          credit: 150,
          'credit@step=remind': 150,
        },
      },
    ],
    ['2026-11-20', 'run-2', { 'rule:welcome': { 'email.sent': 1_000, 'sms.sent': 1, 'sms.undelivered': 1 } }],
    ['2026-11-01', 'run-3', { 'rule:welcome': { 'email.sent': 40 } }],
    [
      '2026-11-22',
      'feedback#1',
      {
        'journey:offers': {
          'email.sent': 3,
          'email.opened': 2,
          'email.sent@variant=test.short': 1,
          'email.sent@variant=test.long': 2,
          'email.opened@variant=test.long': 2,
          'email.opened@device=phone': 2,
          'email.sent@locale=it': 1,
          'sms.sent': 9,
          'sms.parts': 9,
          'sms.cost': 50_950,
          'sms.unpriced': 1,
          'sms.sent@country=ES': 8,
          'sms.parts@country=ES': 8,
          'sms.cost@country=ES': 50_950,
        },
      },
    ],
  ] as const) {
    await store.put({ day, batch, counts });
  }
});
afterAll(() => database.close());

const run = (args: readonly string[], table = 'statistics') =>
  runCommand(['statistics', ...args, '--endpoint', endpoint], {
    directory: '.',
    env: { PERCORSO_STATISTICS_TABLE: table },
  });

describe('percorso statistics', () => {
  it('shows each origin apart by a dimension', async () => {
    const { exitCode, output } = await run(['offers', '--by', 'variant']);
    expect(exitCode).toBe(0);
    expect(output.replaceAll(/ +/g, ' ').split('\n').slice(2, 5)).toEqual([
      ' journey:offers test.long email 2 0 2 0 0 0 0 0 0',
      ' journey:offers test.short email 1 0 0 0 0 0 0 0 0',
      ' total 3 0 2 0 0 0 0 0 0',
    ]);
    const { output: json } = await run(['--by', 'device', '--json']);
    expect(JSON.parse(json)).toMatchObject({
      by: 'device',
      origins: { 'journey:offers phone': { 'email.opened': 2 } },
    });
    expect((await run(['--by', 'mood'])).exitCode).toBe(2);
  });

  it('prints only the columns that are counted by the dimension', async () => {
    const header = async (by: string) => (await run(['offers', '--by', by])).output.split('\n')[1];
    expect((await header('country'))?.trim().split(/ +/)).toEqual([
      'sent',
      'failed',
      'suppressed',
      'unknown',
    ]);
    expect((await header('device'))?.trim().split(/ +/)).toEqual(['opened', 'clicked']);
  });

  it('counts the default language apart, so that locales add up to all messages', async () => {
    const { output } = await run(['offers', '--by', 'locale', '--json']);
    expect(JSON.parse(output)).toMatchObject({
      origins: {
        'journey:offers default': { 'email.sent': 2, 'email.opened': 2, 'sms.sent': 9 },
        'journey:offers it': { 'email.sent': 1 },
      },
      totals: { 'email.sent': 3 },
    });
  });

  it('says how many of the parts of SMS have a price', async () => {
    expect((await run(['offers'])).output).toContain('9 parts: 8 for $0.5095, 1 without a known price');
    expect((await run(['offers', '--by', 'country'])).output).toContain('8 parts: $0.5095');
  });

  it('sums the last seven days by rule and channel, with totals, reasons and decisions', async () => {
    const { exitCode, output, errors } = await run([]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    expect(output.replaceAll(/ +/g, ' ').split('\n')).toEqual([
      'Messages, 2026-11-16 to 2026-11-22 (UTC)',
      ' sent delivered opened clicked bounced complained failed suppressed unknown undelivered',
      ' journey:offers email 3 0 2 0 0 0 0 0 0 0',
      ' journey:offers sms 9 0 0 0 0 0 0 0 0 0',
      ' rule:offer email 0 0 0 0 0 0 0 2 0 0',
      ' rule:welcome email 1,006 5 2 0 0 0 0 0 0 0',
      ' rule:welcome sms 1 0 0 0 0 0 0 0 0 1',
      ' total 1,019 5 4 0 0 0 0 2 0 1',
      '',
      'Why not sent',
      ' rule:offer email suppressed no_consent 2',
      '',
      'SMS',
      ' journey:offers 9 parts: 8 for $0.5095, 1 without a known price',
      '',
      'Conversions',
      ' journey:win-back converted 3 credit 1.50',
      '',
      'Decisions without a message',
      ' journey:win-back update done 1',
      ' journey:win-back entered 2',
      ' journey:win-back left 1',
      ' journey:win-back left converted 1',
      ' journey:win-back took split → a 2',
      ' segment:buyers entered 3',
    ]);
  });

  it.each([
    [['rule:welcome', '--days', '1'], { 'email.sent': 6, 'email.opens': 9 }],
    [['welcome', '--from', '2026-11-01', '--to', '2026-11-21'], { 'email.sent': 1_040, 'sms.sent': 1 }],
    [['welcome', '--from', '2026-11-01'], { 'email.sent': 1_046 }],
    [['welcome', '--days', '2', '--json'], { 'email.sent': 6 }],
  ])('sums %j and nothing else, in full as JSON', async (args, expected) => {
    const { output } = await run([...args, ...(args.includes('--json') ? [] : ['--json'])]);
    const found = JSON.parse(output) as { origins: Record<string, unknown>; totals: unknown };
    expect(Object.keys(found.origins)).toEqual(['rule:welcome']);
    expect(found.origins['rule:welcome']).toMatchObject(expected);
    expect(found.totals).toEqual(found.origins['rule:welcome']);
  });

  it('says that nothing was counted where nothing was', async () => {
    expect(await run([], 'empty')).toMatchObject({
      exitCode: 0,
      output: 'No counts, 2026-11-16 to 2026-11-22 (UTC).',
    });
  });

  it('refuses an origin without counts, and lists those that have some', async () => {
    const unknown = await run(['nope', '--days', '1']);
    expect(unknown.exitCode).toBe(1);
    expect(unknown.output).toContain('No origin "nope" has counts, 2026-11-22 (UTC).');
    expect(unknown.output).toContain(
      'Origins with counts: journey:offers, rule:offer, rule:welcome, segment:buyers.',
    );
    const inEmpty = await run(['rule:welcome'], 'empty');
    expect(inEmpty.exitCode).toBe(1);
    expect(inEmpty.output).toContain('No origin has counts in that time.');
    expect(JSON.parse((await run(['nope', '--days', '1', '--json'])).output)).toMatchObject({
      problem: 'origin_unknown',
      known: ['journey:offers', 'rule:offer', 'rule:welcome', 'segment:buyers'],
    });
  });

  it('says that an origin has counts, and none by the dimension', async () => {
    const { exitCode, output } = await run(['rule:welcome', '--by', 'device']);
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: '"rule:welcome" has counts, and none of them by device, 2026-11-16 to 2026-11-22 (UTC).',
    });
    const unknown = await run(['nope', '--by', 'device']);
    expect(unknown.exitCode).toBe(1);
    expect(unknown.output).toContain(
      'Origins with counts: journey:offers, journey:win-back, rule:offer, rule:welcome, segment:buyers.',
    );
  });

  it.each([
    [['--from', '2026-02-30'], '"2026-02-30" is not a day.'],
    [['--to', 'yesterday'], '"yesterday" is not a day.'],
    [['--from', '2026-11-23'], '--from 2026-11-23 is after 2026-11-22.'],
    [['--days', '3', '--to', '2026-11-01'], '--days cannot be combined with --from or --to.'],
    [['--days', '801'], 'The range is over 800 days.'],
  ])('refuses %j', async (args, problem) => {
    const { exitCode, errors } = await run(args);
    expect(exitCode).toBe(2);
    expect(errors).toContain(problem);
  });
});
