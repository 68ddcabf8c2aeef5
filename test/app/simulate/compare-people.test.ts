/** Programs built of documents, and people compared under two of them, are data. */
import { beforeEach, describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { buildDraft, buildProgram } from '../../../app/simulate/build-program.ts';
import { comparePeople } from '../../../app/simulate/compare-people.ts';
import { readDocumentText } from '../../../cli/files/read-document-files.ts';
import { emailTemplate, openStage, signUp } from '../../harness/recorded-life.ts';

const rule = (event: string, status = 'live') =>
  `kind: rule\nid: greet\nstatus: ${status}\ntrigger: { event: ${event} }\nactions: [{ send: hello }]\n`;
const read = (yaml: string) => readDocumentText(yaml, 'draft.yaml').documents;
const now = Date.parse('2026-11-22T12:00:00Z');

let stage: Awaited<ReturnType<typeof openStage>>;
beforeEach(async () => {
  stage = await openStage();
});

/** Two people, of whom one bought. */
async function publishAndLive() {
  await stage.publish(`${rule('Signed Up')}${emailTemplate('hello')}`);
  const bought = { at: '2026-11-10T10:00:00Z', event: 'Order Completed' };
  await stage.live('anna', [signUp('2026-11-01T10:00:00Z'), bought], '2026-11-22T12:00:00Z');
  await stage.live('bruno', [signUp('2026-11-02T10:00:00Z', 'b@example.com')], '2026-11-22T12:00:00Z');
}

describe('a program built of documents', () => {
  it('counts drafts as live', async () => {
    const built = await buildProgram(
      read(`${rule('Signed Up', 'draft')}${emailTemplate('hello')}`),
      compileTemplate,
    );
    expect(built).toMatchObject({ outcome: 'built', drafts: 1, snapshot: { rules: [{ id: 'greet' }] } });
  });

  it('is not built of an invalid document, offline or with the table', async () => {
    const invalid = { outcome: 'invalid', problems: [{ document: 'rule/greet', severity: 'error' }] };
    expect(await buildProgram(read(rule('Signed Up')), compileTemplate)).toMatchObject(invalid);
    expect(await buildDraft(read(rule('Signed Up')), stage.config)).toMatchObject(invalid);
  });

  it('reads the rest from the table, and is listed with its changes', async () => {
    await publishAndLive();
    expect(await buildDraft(read(rule('Order Completed')), stage.config)).toMatchObject({
      outcome: 'built',
      live: { version: 1 },
      draft: { version: 2 },
      changes: { added: [], changed: ['rule/greet'], removed: [] },
    });
  });

  it('has nothing to be compared with before a publication', async () => {
    const all = `${rule('Signed Up')}${emailTemplate('hello')}`;
    expect(await buildDraft(read(all), stage.config)).toMatchObject({ outcome: 'nothing_published' });
  });
});

describe('people compared', () => {
  const compare = async (options: { readonly person?: string; readonly limit?: number } = {}) => {
    const built = await buildDraft(read(rule('Order Completed')), stage.config);
    if (built.outcome !== 'built') throw new Error(built.outcome);
    const since = Date.parse('2026-11-01T00:00:00Z');
    const settings = { since, until: now, limit: 10, onProgress: () => undefined, ...options };
    return comparePeople(built, stage, settings);
  };

  it('are listed by profile id, with the messages that the replay reproduces', async () => {
    await publishAndLive();
    expect(await compare()).toMatchObject({
      outcome: 'compared',
      people: [
        { profileId: 'profile-of-anna', recorded: 1, reproduced: 1, differences: [{ kind: 'other_time' }] },
        { profileId: 'profile-of-bruno', recorded: 1, reproduced: 1, differences: [{ kind: 'only_live' }] },
      ],
      unreadable: [],
    });
  });

  it('are at most as many as asked for, or the one person that is named', async () => {
    await publishAndLive();
    expect(await compare({ limit: 1 })).toMatchObject({ people: [{}] });
    for (const person of ['bruno', 'userId:bruno', 'profile-of-bruno'])
      expect(await compare({ person })).toMatchObject({ people: [{ profileId: 'profile-of-bruno' }] });
    expect(await compare({ person: 'unknown' })).toEqual({ outcome: 'unknown_person' });
  });

  it('are none where no timeline has anything', async () => {
    await stage.publish(`${rule('Signed Up')}${emailTemplate('hello')}`);
    expect(await compare()).toEqual({ outcome: 'nothing_recorded' });
  });
});
