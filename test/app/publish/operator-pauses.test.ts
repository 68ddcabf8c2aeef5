/** What an operator paused is not acted on, whatever the documents say; resumed, it is as it was. */
import { describe, expect, it } from 'vitest';
import { createMemoryPauseStore } from '../../../adapters/memory/pause-store.ts';
import { loadProgram } from '../../../app/publish/load-program.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { pauseDocument, resumeDocument } from '../../../cli/commands/operations/pause.ts';
import { sendTemplateTest } from '../../../cli/commands/simulation/send-test.ts';
import { readPreviewPerson, readStageSource } from '../../../cli/preview/preview-source.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { runCommand } from '../../harness/run-command.ts';
import { good, greet, openMemoryPorts, putAll, readProgram } from '../../harness/samples.ts';

const step = { at: 1_000, by: 'arn:aws:sts::123456789012:assumed-role/on-call/anna', reason: 'Wrong text' };

async function openPublished() {
  const pauses = createMemoryPauseStore();
  const ports = { ...openMemoryPorts(), pauses };
  await putAll(ports, good);
  const publish = (allowShrink = false) => publishProgram(ports, { now: 1_000, allowShrink });
  await publish();
  const load = async () => loadProgram(ports.programs, await ports.programs.readCurrent());
  const listRules = async () => (await load()).rules.map(({ id }) => id);
  const published = async () => ({ pauses, program: await readProgram(ports) });
  return { ports, pauses, publish, load, listRules, published };
}

describe('a rule that an operator paused', () => {
  it('is left out of the program, and returns unchanged although its document became invalid meanwhile', async () => {
    const { ports, publish, listRules, load, published } = await openPublished();
    const before = await listRules();
    expect(before).toContain(greet.id);
    await pauseDocument(`rule/${greet.id}`, await published(), step);
    await putAll(ports, [{ ...greet, nonsense: true }]);
    expect((await publish()).outcome).toBe('published');
    expect(await listRules()).toEqual(before.filter((id) => id !== greet.id));
    expect((await load()).pauses).toEqual({ [`rule/${greet.id}`]: step });
    expect(() => load().then(compileProgram)).not.toThrow();
    await resumeDocument(`rule/${greet.id}`, await published(), { ...step, reason: 'Corrected' });
    await publish();
    expect(await listRules()).toEqual(before);
    expect((await load()).pauses).toBeUndefined();
  });

  it('stays paused when it is edited, and after a publication that does not read pauses', async () => {
    const { ports, publish, listRules, published } = await openPublished();
    await pauseDocument(`rule/${greet.id}`, await published(), step);
    await publish();
    await putAll(ports, [{ ...greet, priority: 7 }]);
    const { pauses: _unread, ...blind } = ports;
    expect((await publishProgram(blind, { now: 2_000, allowShrink: false })).outcome).toBe('published');
    expect(await listRules()).not.toContain(greet.id);
  });

  it('is paused also while publishing refuses the documents as a whole', async () => {
    const { ports, publish, listRules, published } = await openPublished();
    await pauseDocument(`rule/${greet.id}`, await published(), step);
    for (const { kind, id } of good) await ports.documents.remove(kind, id);
    const first = await publish();
    expect(first.outcome).toBe('refused');
    expect(await listRules()).not.toContain(greet.id);
    // Once is enough: the next minute changes nothing.
    expect(await publish()).toMatchObject({ outcome: 'refused', version: first.version });
  });
});

it('keeps who, when and why of each pause and resume, the newest first', async () => {
  const { pauses, published } = await openPublished();
  await pauseDocument(`rule/${greet.id}`, await published(), step);
  const again = await pauseDocument(`rule/${greet.id}`, await published(), step);
  expect(again).toMatchObject({ exitCode: 1, json: { error: { code: 'paused_already' } } });
  await resumeDocument(`rule/${greet.id}`, await published(), { ...step, at: 2_000, reason: 'Corrected' });
  expect(await pauses.list()).toEqual([
    {
      label: `rule/${greet.id}`,
      isPaused: false,
      steps: [
        { action: 'resume', ...step, at: 2_000, reason: 'Corrected' },
        { action: 'pause', ...step },
      ],
      revision: 2,
    },
  ]);
  for (const reason of ['', '  ', 'x'.repeat(501)])
    await expect(pauseDocument('sending', await published(), { ...step, reason })).rejects.toMatchObject({
      remedy: 'Give the reason in 1 to 500 characters; it is recorded with user and time.',
    });
  await expect(pauseDocument('rule/unknown', await published(), step)).rejects.toThrow(
    'rule/unknown is not published',
  );
  await expect(pauseDocument('template/hello', await published(), step)).rejects.toThrow('not published');
  await expect(resumeDocument('sending', await published(), step)).rejects.toThrow('No operator has paused');
});

it.each(['', '  '])(
  'is not paused or resumed for the blank reason "%s", before the stage is read',
  async (reason) => {
    for (const command of ['pause', 'resume']) {
      // Nothing listens there.
      const words = ['--endpoint', 'http://127.0.0.1:5800', command, 'sending', '--reason', reason];
      const { exitCode, errors } = await runCommand(words, { directory: '/' });
      expect([exitCode, errors]).toEqual([2, expect.stringContaining('--reason is blank.')]);
    }
  },
);

it('stores in the pointer for the senders that all sending is paused', async () => {
  const { ports, publish, published } = await openPublished();
  const test = async () => {
    const source = await readStageSource('hello', ports.programs);
    const person = await readPreviewPerson({}, undefined, { directory: '/', now: 1_000 });
    const settings = { to: '+393331234567', token: 't', now: 1_000 };
    return (await sendTemplateTest(source, person, settings, async () => ({ send: async () => [] }))).lines;
  };
  expect((await test()).join()).not.toContain('paused');
  await pauseDocument('sending', await published(), step);
  await publish();
  expect(await ports.programs.readCurrent()).toMatchObject({ version: 2, isSendingPaused: true });
  expect(await test()).toContain(
    'All sending is paused: this message waits until `percorso resume sending`.',
  );
  await resumeDocument('sending', await published(), step);
  await publish();
  expect((await ports.programs.readCurrent()).isSendingPaused).toBeUndefined();
});

it('refuses an operator’s change that would overwrite a newer one unseen', async () => {
  const { pauses, published, listRules, publish } = await openPublished();
  const label = `rule/${greet.id}`;
  await pauseDocument(label, await published(), step);
  await resumeDocument(label, await published(), { ...step, reason: 'Corrected' });
  // Between Anna's read and her write, Ben pauses it.
  let isOvertaken = false;
  const slow = {
    ...pauses,
    list: async () => {
      const read = await pauses.list();
      if (!isOvertaken) {
        isOvertaken = true;
        await pauseDocument(label, await published(), { ...step, by: 'ben', reason: 'Wrong again' });
      }
      return read;
    },
  };
  const anna = pauseDocument(label, { ...(await published()), pauses: slow }, step);
  await expect(anna).rejects.toMatchObject({ code: 'pause_conflict' });
  const [record] = await pauses.list();
  expect(record?.steps.map(({ by }) => by)).toEqual(['ben', step.by, step.by]);
  await publish();
  expect(await listRules()).not.toContain(greet.id);
});
