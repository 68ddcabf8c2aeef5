/** A stage that has erased Ada, for the tests of what arrives later. */
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import { makeProfileId } from '../../../app/identity/resolve-identities.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { IdentityKey } from '../../../engine/model/touchpoint.ts';
import { createProcess } from '../../harness/actor.ts';
import { createMemoryStack, drain, publishSnapshot } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { type Said, start, writeEvent } from '../identity/merge-story.ts';

export const erasedAt = start - 500_000;
export const key = (type: IdentityKey['type'], value: string): IdentityKey => ({ type, value });
export const ada = [key('userId', 'ada'), key('email', 'ada@example.com'), key('anonymousId', 'browser')];

/** A stage that erased Ada at 500 seconds before `start`, and a process that counts what it drops. */
export async function openErased() {
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  const erasures = createMemoryErasureRegister();
  await erasures.open(new Uint8Array(32));
  for (const each of ada) await erasures.add(each, { at: erasedAt, receipt: 'R1' });
  const dropped: string[] = [];
  const count = (name: string) => void (name.startsWith('Erased') && dropped.push(name));
  const process = createProcess(
    { ...stack.ports, erasures },
    { makeProfileId: () => makeProfileId(start), telemetry: { ...silentTelemetry, count } },
  );
  const { identities, profiles } = stack.ports;
  return {
    stack,
    process,
    dropped,
    async say(...said: readonly Said[]) {
      for (const one of said) stack.queues.get('profile').sendText(writeEvent(one));
      await drain(stack, 'profile', async (records) => {
        const unfinished = await advanceProfiles(process, records, start);
        return new Set(unfinished.map(({ record }) => record.messageId));
      });
    },
    find: async (name: string) => profiles.load(identities.bindings().get(name) ?? '', { consistent: true }),
  };
}

export const late = { id: 'late', ago: 100, email: 'ada@example.com', traits: { city: 'Lugano' } };
export const yes = { consent: { email: true } };
