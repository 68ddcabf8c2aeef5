/** Versions of a journey that were never live: no one can be inside them, so they are neither kept nor reported. */
import { describe, expect, it } from 'vitest';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { welcome } from '../../harness/journey-samples.ts';
import { openMemoryPorts, putAll, readProgram, type SampleDocument, sms } from '../../harness/samples.ts';

const options = { now: 1_000, allowShrink: false };
const other: SampleDocument = { ...sms, id: 'other' };
const sendsOther: SampleDocument = {
  ...welcome,
  start: 'send',
  steps: { send: { type: 'send', template: 'other', next: 'done' }, done: { type: 'end' } },
};
const sendsHello: SampleDocument = {
  ...sendsOther,
  steps: { send: { type: 'send', template: 'hello', next: 'done' }, done: { type: 'end' } },
};
const archived: SampleDocument = { ...other, status: 'archived' };
const pause = (document: SampleDocument): SampleDocument => ({ ...document, status: 'paused' });

/** Publishes one after another; the problems of the last, and what the program holds of the journey. */
async function publishAll(...steps: readonly (readonly SampleDocument[])[]) {
  const ports = openMemoryPorts();
  let problems: readonly { readonly code: string; readonly remedy: string }[] = [];
  for (const documents of steps) {
    await putAll(ports, documents);
    ({ problems } = await publishProgram(ports, options));
  }
  const journey = (await readProgram(ports))?.journeys[0];
  return { codes: problems.map(({ code }) => code), journey };
}

describe('a version of a journey that was never live', () => {
  it('is not kept, and leads to no warning, when a journey that was only ever paused is edited', async () => {
    const { codes, journey } = await publishAll(
      [sms, other, pause(sendsHello)],
      [pause(sendsOther)],
      [archived, pause(sendsHello)],
    );
    expect(codes).toEqual([]);
    expect(journey).toMatchObject({ version: 3, earlier: [], isUnused: true });
  });

  it('is not kept when it was published in a pause between two live ones', async () => {
    const { codes, journey } = await publishAll(
      [sms, other, sendsHello],
      [pause(sendsOther)],
      [archived, { ...sendsHello, exitOn: [{ event: 'Order Completed' }] }],
    );
    expect(codes).toEqual([]);
    expect(journey).toMatchObject({ version: 3, earlier: [{ version: 1 }] });
    expect(journey).not.toHaveProperty('isUnused');
  });

  it('is kept, with the warning, once it was live', async () => {
    const { codes, journey } = await publishAll(
      [sms, other, pause(sendsOther)],
      [sendsOther],
      [pause(sendsOther)],
      [archived, pause(sendsHello)],
    );
    expect(codes).toEqual(['reference_not_live']);
    expect(journey).toMatchObject({ version: 2, earlier: [{ version: 1 }] });
  });

  it('is kept when a step map moved people to it', async () => {
    const { journey } = await publishAll(
      [sms, other, sendsHello],
      [{ ...pause(sendsOther), stepMap: { send: 'send' } }],
      [pause(sendsHello)],
    );
    expect(journey).toMatchObject({ version: 3, earlier: [{ version: 2 }] });
  });

  it('may be used in a step map', async () => {
    const renamed = { ...sendsHello, start: 'say', steps: { say: { type: 'end' } } };
    const { codes } = await publishAll(
      [sms, sendsHello],
      [{ ...pause(renamed), start: 'draft', steps: { draft: { type: 'end' } } }],
      [{ ...renamed, stepMap: { send: 'say', draft: 'say' } }],
    );
    expect(codes).toEqual([]);
  });
});
