/** Every command under every policy for people, on the deployed policies: it works, or says which right is missing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { everybodySegment, makeEmail, makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { listRejected } from './observe.ts';
import { type CommandOutcome, openSession, type Session } from './session.ts';

const minute = 60_000;
const documents = `
${makeOptOutPolicy('campaigns: { maxRecipients: 3 }')}
---
${everybodySegment}
---
${makeEmail('news', 'News')}
---
kind: trait
id: visits
status: live
event: Seen
function: count
---
kind: journey
id: onboarding
status: live
trigger: { api: true }
start: hello
steps: { hello: { type: send, template: news, next: done }, done: { type: end } }
---
kind: rule
id: thanks
status: live
trigger: { event: Ordered }
actions: [{ send: news }]
---
kind: campaign
id: spring
status: live
audience: { segment: everybody }
send: news
schedule: { at: now }
throttle: { perMinute: 1 }
`;

const people = ['Author', 'Approver', 'Operator', 'Responder', 'Secrets'] as const;
type Person = (typeof people)[number];
const all = people.filter((person) => person !== 'Secrets');
const operator: readonly Person[] = ['Operator'];
const responder: readonly Person[] = ['Responder'];
const secrets: readonly Person[] = ['Secrets'];

let session: Session;
let folder: string;
let key: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'percorso-access-'));
  for (const id of ['next', 'urgent']) {
    const yaml = `kind: template\nid: ${id}\nstatus: live\nchannel: sms\nclass: promotional\ncontent: { body: "Hello" }\n`;
    await writeFile(join(folder, `${id}.yaml`), yaml);
  }
  await writeFile(join(folder, 'events.jsonl'), '{"event":"Seen","userId":"u1"}\n');
  session = await openSession();
  await session.publish(documents);
  await session.put(
    ...Array.from({ length: 8 }, (_, index) => ({
      name: 'Signed Up',
      detail: { userId: `u${index}`, traits: { email: `u${index}@example.com` } },
    })),
    { name: 'Signed Up', detail: { other: true } },
  );
  await session.settle();
  await session.advance(5 * minute);
  await session.settle();
  key = (await listRejected(session))[0]?.key ?? '';
});
afterAll(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

function isDenied({ text, exitCode }: CommandOutcome): boolean {
  const isSaid = /Not allowed: this needs \w+:\w+ on \S+\.\sdocs\/access\.md says/.test(text);
  expect(isSaid, `exit code ${exitCode}: ${text}`).toBe(exitCode === 3);
  return exitCode === 3;
}

// In this order: a run is held, approved, paused, resumed and ended on the way.
it.each<[string, readonly Person[]]>([
  ['status', all],
  ['pull FOLDER/pulled', all],
  ['push FOLDER/next.yaml', ['Author', 'Approver']],
  ['publish template/next', ['Approver']],
  ['push FOLDER/urgent.yaml --publish', ['Approver']],
  ['preview news', all],
  ['send-test news --to me@example.com', ['Approver', 'Operator', 'Responder']],
  ['statistics', all],
  ['campaign list', all],
  ['campaign status spring', all],
  ['backfill status', all],
  ['campaign preview spring', operator],
  ['campaign approve spring', operator],
  ['campaign pause spring', operator],
  ['campaign resume spring', operator],
  ['campaign cancel spring --run-only', operator],
  // Its runs are over: what is left to do is archive its document.
  ['campaign cancel spring', ['Approver']],
  ['campaign test spring --to userId:u1', []],
  ['pause journey/onboarding --reason Wrong', operator],
  ['resume journey/onboarding --reason Right', operator],
  ['backfill start --trait visits', operator],
  ['people onboarding', operator],
  ['profile userId:u1', operator],
  ['export userId:u1 --to FOLDER/u1.json --without-rejected', operator],
  ['export userId:u1 --to FOLDER/u2.json', []],
  ['segment everybody', operator],
  ['timeline userId:u1', operator],
  ['why userId:u1', operator],
  ['doctor', operator],
  ['put-event Seen --user u1', responder],
  ['enter onboarding --user u1', responder],
  ['replay FOLDER/events.jsonl', responder],
  ['rejected list', responder],
  ['rejected show KEY', responder],
  ['rejected replay KEY --set detail.userId=u1', responder],
  ['rejected remove KEY', responder],
  ['dead-letters list', ['Operator', 'Responder']],
  ['dead-letters show profile', responder],
  ['dead-letters redrive profile', responder],
  ['secret set crm-token', secrets],
  ['secret list', secrets],
  ['links rotate', secrets],
  ['lake queries', people],
  ['secret remove crm-token', secrets],
])('`%s` is for %j alone', async (line, allowed) => {
  const words = line.split(' ').map((word) => word.replace('FOLDER', folder).replace('KEY', key));
  const may: Person[] = [];
  const texts: string[] = [];
  // Those without the right first: the others change what the command finds.
  for (const person of [...people].sort(
    (left, right) => Number(allowed.includes(left)) - Number(allowed.includes(right)),
  )) {
    const outcome = await session.percorsoAs(`${person}Access`, ...words);
    texts.push(`${person}: ${outcome.text}`);
    if (!isDenied(outcome)) may.push(person);
  }
  expect(may.sort(), texts.join('\n')).toEqual([...allowed].sort());
});

it('combines policies, and names those that there are', async () => {
  const tested = await session.percorsoAs(
    'OperatorAccess+ResponderAccess',
    'campaign',
    'test',
    'spring',
    '--to',
    'userId:u1',
  );
  expect(tested.exitCode, tested.text).toBe(0);
  const unknown = await session.percorsoAs('UnknownAccess', 'status');
  expect(unknown.text).toContain('no managed policy "UnknownAccess"');
});

it('lets the operator pause a rule and all sending within a minute, and says so', async () => {
  const order = (user: string) => ({ name: 'Ordered', detail: { userId: user } });
  const newsTo = (user: string) => session.emailsTo(`${user}@example.com`).length;
  const before = newsTo('u6');
  const paused = await session.percorsoAs('OperatorAccess', 'pause', 'rule/thanks', '--reason', 'Wrong');
  expect(paused.exitCode, paused.text).toBe(0);
  await session.advance(2 * minute);
  await session.put(order('u6'));
  await session.settle();
  expect(newsTo('u6')).toBe(before);
  const { text } = await session.percorsoAs('OperatorAccess', 'status');
  expect(text).toMatch(
    /Paused by an operator: rule\/thanks, since .*, by arn:aws:sts::\d+:assumed-role\/OperatorAccess: Wrong\./,
  );

  await session.percorsoAs('OperatorAccess', 'resume', 'rule/thanks', '--reason', 'Right');
  await session.percorsoAs('OperatorAccess', 'pause', 'sending', '--reason', 'Broken');
  await session.advance(2 * minute);
  await session.put(order('u6'));
  await session.advance(5 * minute);
  expect(newsTo('u6')).toBe(before);
  await session.percorsoAs('OperatorAccess', 'resume', 'sending', '--reason', 'Fixed');
  await session.advance(2 * minute);
  expect(await session.settle()).toEqual({});
  expect(newsTo('u6')).toBe(before + 1);
});

it('lets an approver count what waits for a contract, and read none of it', async () => {
  const contract = (onBreach: string) =>
    writeFile(
      join(folder, 'checked.yaml'),
      `kind: event\nid: checked\nstatus: live\nevent: Checked\nonBreach: ${onBreach}\nschema: { required: [total] }\n`,
    );
  const publish = ['push', join(folder, 'checked.yaml'), '--publish'];
  await contract('quarantine');
  await session.percorsoAs('ApproverAccess', ...publish);
  await session.advance(minute);
  await session.put({ name: 'Checked', detail: { userId: 'u1' } });
  await session.settle();
  const counted = await session.percorsoAs('ApproverAccess', 'events', 'quarantined');
  expect([counted.exitCode, counted.text]).toEqual([0, expect.stringMatching(/Checked +1 event/)]);
  expect(isDenied(await session.percorsoAs('ApproverAccess', 'events', 'quarantined', 'Checked'))).toBe(true);
  await contract('warn');
  const { text } = await session.percorsoAs('ApproverAccess', ...publish);
  expect(text).toContain('1 event waits in quarantine');
});
