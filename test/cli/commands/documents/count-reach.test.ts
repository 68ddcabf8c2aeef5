/** Publishing says how many people each change concerns now: exactly on a small stage, by a sample on a large one. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../../adapters/content/compile-template.ts';
import { createMemoryDocumentStore } from '../../../../adapters/memory/document-store.ts';
import { createMemoryProfileScanner } from '../../../../adapters/memory/profile-scanner.ts';
import { createMemoryProfileStore } from '../../../../adapters/memory/profile-store.ts';
import { createMemoryProgramStore } from '../../../../adapters/memory/program-store.ts';
import { listReaches } from '../../../../app/inspect/reach/count-change.ts';
import type { ReachSource } from '../../../../app/inspect/reach/count-published-reach.ts';
import { samplePeople } from '../../../../app/inspect/reach/sample-people.ts';
import { loadPublished } from '../../../../app/publish/load-published.ts';
import { type StagingPorts, stageDocuments, type WrittenDocument } from '../../../../app/publish/staging.ts';
import { publishDocuments } from '../../../../cli/commands/documents/publish.ts';
import { readDocumentText } from '../../../../cli/files/read-document-files.ts';
import { createProfile } from '../../../../engine/model/profile.ts';
import { emailTemplate, openStage, signUp } from '../../../harness/recorded-life.ts';

const now = Date.UTC(2026, 10, 28, 9);

const documents = `
kind: policy
id: default
status: live
campaigns: { maxRecipients: 3 }
---
kind: segment
id: swiss
status: live
condition: { profile: { traits: { country: [CH] } } }
---
kind: template
id: sale
status: live
channel: email
class: promotional
content: { subject: Sale, html: "<p>Sale</p>" }
---
kind: campaign
id: spring
status: live
audience: { segment: swiss }
schedule: { at: "2026-12-01T09:00", timeZone: Europe/Zurich }
send: sale
---
kind: rule
id: hello
status: live
trigger: { event: Signed Up }
actions: [{ update: { traits: { greeted: true } } }]
`;

/** Every fourth person is Swiss. */
async function createStage(people: number) {
  const profiles = createMemoryProfileStore();
  for (let index = 0; index < people; index += 1) {
    const country = index % 4 === 0 ? 'CH' : 'IT';
    const profile = createProfile(`P${index}`, now);
    await profiles.save({ ...profile, version: 1, traits: { country: { value: country, at: 1 } } });
  }
  const ports: StagingPorts = {
    documents: createMemoryDocumentStore(),
    staged: createMemoryDocumentStore(),
    programs: createMemoryProgramStore(),
    compileTemplate,
  };
  const read = readDocumentText(documents, 'stage.yaml');
  const written = read.documents.map(({ document }) => document as WrittenDocument);
  await stageDocuments(ports, written, () => undefined);
  return { ports, scanner: createMemoryProfileScanner(profiles) };
}

const publish = (ports: StagingPorts, reach: ReachSource | undefined, dryRun = false) =>
  publishDocuments([], ports, { now, allowShrink: false, dryRun, reach });

describe('percorso publish', () => {
  it('says of each change how many people it concerns now, and which campaign will be held', async () => {
    const { ports, scanner } = await createStage(20);
    const { lines, json } = await publish(ports, { openScanner: async () => scanner });
    const start = lines.indexOf('Affected now, of 20 people:');
    expect(lines.slice(start + 1)).toEqual([
      '  campaign/spring: 5 people in its segment swiss; to see who gets it: `percorso campaign preview spring`. More than maxRecipients (3): its run will wait for `percorso campaign approve`',
      '  segment/swiss: 5 people in it by the new definition',
      '  messages from now on: template/sale',
      '  no one now, only future events: policy/default, rule/hello',
    ]);
    expect(json).toMatchObject({
      reach: {
        people: 20,
        isEstimate: false,
        changes: expect.arrayContaining([{ document: 'segment/swiss', people: 5 }]),
      },
    });
  });

  it('says the same before, with a dry run that publishes nothing', async () => {
    const { ports, scanner } = await createStage(20);
    const { lines, exitCode } = await publish(ports, { openScanner: async () => scanner }, true);
    expect(exitCode).toBe(0);
    expect(lines).toContain('Version 1 would change:');
    expect(lines).toContain('  segment/swiss: 5 people in it by the new definition');
    expect(lines.at(-1)).toBe('Nothing was published.');
    expect((await ports.programs.readCurrent()).version).toBe(0);
    expect((await ports.staged.list(undefined)).documents).toHaveLength(5);
  });

  it('publishes all the same where people may not be read, and says why it did not count', async () => {
    const { ports } = await createStage(1);
    const denied = Object.assign(
      new Error('User: x is not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb:table/p'),
      { name: 'AccessDeniedException' },
    );
    const { lines, exitCode } = await publish(ports, { openScanner: () => Promise.reject(denied) });
    expect(exitCode).toBe(0);
    expect(lines).toContain('Published version 1.');
    expect(lines.at(-1)).toBe(
      'The affected people were not counted. Not allowed: this needs dynamodb:Scan on arn:aws:dynamodb:table/p.',
    );
  });

  it('reads no profile when it is not asked to count, nor when nothing changes', async () => {
    const { ports, scanner } = await createStage(3);
    let opened = 0;
    const openScanner = async () => {
      opened += 1;
      return scanner;
    };
    await publish(ports, undefined);
    expect((await publish(ports, { openScanner })).lines.join()).not.toContain('Concerned');
    expect(opened).toBe(0);
  });
});

describe('on a large stage', () => {
  const sample = { exactUpTo: 200, sampleSize: 300 };

  it('estimates the reach from a sample, with a bound, and reads only part of the profiles', async () => {
    const { ports, scanner } = await createStage(20_000);
    let read = 0;
    const counting: typeof scanner = {
      ...scanner,
      async scan(segment, cursor, limit) {
        const page = await scanner.scan(segment, cursor, limit);
        read += page.profiles.length;
        return page;
      },
    };
    const { json, lines } = await publish(ports, { openScanner: async () => counting, sample });
    const { reach } = json as {
      reach: { people: number; changes: { document: string; people: number; atMost: number }[] };
    };
    expect(Math.abs(reach.people - 20_000)).toBeLessThan(4_000);
    const swiss = reach.changes.find(({ document }) => document === 'segment/swiss');
    expect(Math.abs((swiss?.people ?? 0) - 5_000)).toBeLessThan(1_500);
    expect(swiss?.atMost).toBeGreaterThan(5_000);
    expect(read).toBeLessThan(6_000);
    expect(lines.join('\n')).toMatch(/estimated from a sample of [\d,]+/);
  });

  it('everybody is looked at where the smallest division is the whole table', async () => {
    const { scanner } = await createStage(250);
    expect(await samplePeople(scanner, sample)).toMatchObject({ read: 250, weight: 1 });
  });
});

it('counts for a template the people in a journey that sends it, who get its new content later', async () => {
  const stage = await openStage();
  await stage.publish(`
kind: journey
id: welcome
status: live
trigger: { event: Signed Up }
start: pause
steps: { pause: { type: wait, for: P3D, next: greet }, greet: { type: send, template: hello, next: done }, done: { type: end } }
${emailTemplate('hello')}${emailTemplate('other')}`);
  const at = '2026-11-22T10:00:00Z';
  const profile = await stage.profiles.load(await stage.live('anna', [signUp(at)], at), { consistent: true });
  const snapshot = await loadPublished(stage.programs);
  if (profile === undefined || snapshot === undefined) throw new Error('nothing is there');
  const reaches = listReaches(['template/hello', 'template/other'], snapshot);
  expect(reaches.map(({ counts }) => counts(profile, profile))).toEqual([true, false]);
});
