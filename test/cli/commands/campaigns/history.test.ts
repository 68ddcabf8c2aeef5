/** What of a publication does not reach the people who are already there: every command that is asked says so. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../../adapters/memory/run-store.ts';
import { publishProgram } from '../../../../app/publish/publish-program.ts';
import { beginBackfill, showBackfills } from '../../../../cli/commands/campaigns/backfill.ts';
import { previewCampaign } from '../../../../cli/commands/campaigns/campaign-preview.ts';
import { showStatus } from '../../../../cli/commands/documents/status.ts';
import { showWhy } from '../../../../cli/commands/people/why.ts';
import { readDocumentText } from '../../../../cli/files/read-document-files.ts';
import { formatPublishReport } from '../../../../cli/output/format-report.ts';
import type { JsonObject } from '../../../../engine/base/json.ts';
import { emailTemplate, openStage, signUp } from '../../../harness/recorded-life.ts';

const base = `
kind: rule
id: greet
status: live
trigger: { event: Signed Up }
actions: [{ send: hello }]
${emailTemplate('hello')}`;

const additions = `
kind: trait
id: spent
status: live
function: sum
event: Order Completed
path: properties.revenue
---
kind: segment
id: spenders
status: live
condition: { profile: { computed: { spent: [{ numeric: [">=", 100] }] } } }
---
kind: segment
id: lapsed
status: live
condition:
  all:
    - { segment: spenders }
    - { not: { did: { event: Order Completed, within: P90D } } }
---
kind: segment
id: swiss
status: live
condition: { profile: { traits: { country: [CH] } } }
---
kind: rule
id: win-back
status: live
trigger: { segment: lapsed, on: entered }
actions: [{ send: hello }]
---
kind: campaign
id: comeback
status: live
audience: { segment: lapsed }
send: hello
schedule: { at: "2026-11-23T10:00:00Z" }
`;

const now = Date.parse('2026-11-22T12:00:00Z');
const needs = [
  '  the count of "Order Completed" within P90D, for segment/lapsed',
  '  trait spent, for segment/spenders',
];

async function openStores() {
  const stage = await openStage();
  await stage.publish(base);
  await stage.live('anna', [signUp('2026-11-21T12:00:00Z')], '2026-11-22T12:00:00Z');
  return { ...stage, runs: createMemoryRunStore(), timelineDays: 90 };
}

let stores: Awaited<ReturnType<typeof openStores>>;
beforeEach(async () => {
  stores = await openStores();
});

/** Without `stage.publish`, which keeps the report to itself. */
async function add(yaml: string) {
  for (const { document } of readDocumentText(yaml, 'more.yaml').documents) {
    await stores.config.documents.put(document as { kind: string; id: string } & JsonObject);
  }
  return publishProgram(stores.config, { now, allowShrink: false });
}

describe('what is published for people who are already there', () => {
  it('is reported by publishing: what is evaluated for them, and what is counted only from now on', async () => {
    const report = await add(additions);
    const lines = formatPublishReport(report);
    expect(lines).toContain(
      'New or changed segments: lapsed, spenders, swiss. Existing profiles are evaluated within minutes; this triggers nothing.',
    );
    expect(lines).toEqual(expect.arrayContaining(needs));
    expect(lines.join('\n')).toContain('percorso backfill start');
    expect(report.existing).toMatchObject({ isFirst: false, segments: ['lapsed', 'spenders', 'swiss'] });
  });

  it('is not said again of what did not change, nor of a segment that only got another name', async () => {
    await add(additions);
    const renamed =
      'kind: segment\nid: swiss\nname: The Swiss\nstatus: live\ncondition: { profile: { traits: { country: [CH] } } }';
    expect((await add(renamed)).existing).toMatchObject({ segments: [], history: [] });
    const moved = renamed.replace('[CH]', '[CH, LI]');
    expect((await add(moved)).existing).toMatchObject({ segments: ['swiss'], history: [] });
  });

  it('is a change of a segment too when what it reads means something else', async () => {
    await add(additions);
    const gross =
      'kind: trait\nid: spent\nstatus: live\nfunction: sum\nevent: Order Completed\npath: properties.gross';
    expect((await add(gross)).existing).toMatchObject({
      segments: ['lapsed', 'spenders'],
      history: [{ id: 'spent', readers: ['segment/spenders'] }],
    });
  });

  it('is listed by status and backfill status, with the documents that need it, until the backfill has run', async () => {
    await add(additions);
    expect((await showStatus(stores.config, stores.runs)).lines).toEqual(expect.arrayContaining(needs));
    const { lines, json } = await showBackfills(stores);
    expect(lines).toEqual(expect.arrayContaining(needs));
    expect(lines).toContain('Incomplete until then: lapsed, spenders.');
    expect(json).toMatchObject({ segments: ['lapsed', 'spenders'] });
    expect(lines.join('\n')).not.toContain('did:');
  });

  it('is named by a preview of a campaign whose audience it is, and by why', async () => {
    await add(additions);
    const settings = { directory: '/', now, onProgress: () => undefined };
    const { lines, json } = await previewCampaign('comeback', [], stores, settings);
    expect(json).toMatchObject({ isIncomplete: true });
    expect(lines).toEqual(expect.arrayContaining(needs));
    const why = await showWhy('userId:anna', 'rule:win-back', stores, { limit: 100, now });
    expect(why.lines.join('\n')).toContain('Segment lapsed counts events only since its publication');
  });

  it('lets members from before enter the segments that are named, and those that needed history by default', async () => {
    await add(additions);
    const options = { traits: [], triggers: true, segments: [] };
    expect((await beginBackfill(stores, options, now)).json).toMatchObject({
      segments: ['lapsed', 'spenders'],
    });
    const other = await openStores();
    stores = other;
    await add(additions);
    await expect(beginBackfill(other, { ...options, segments: ['french'] }, now)).rejects.toMatchObject({
      message: 'No segment "french" is published.',
      remedy: 'Published: lapsed, spenders, swiss.',
    });
    await expect(
      beginBackfill(other, { ...options, triggers: false, segments: ['swiss'] }, now),
    ).rejects.toMatchObject({
      message: expect.stringContaining('--segment has no effect without --triggers'),
    });
  });
});
