/** A device moves to the person who signs in on it, whatever happens to any call of advance-profile. */
import { expect, it } from 'vitest';
import { createFaultInjector, type FaultInjector, faultKinds } from '../../harness/faults.ts';
import { openDevices } from './open-devices.ts';

async function move(injector: FaultInjector) {
  const { say, settle, list, stack } = await openDevices('', injector);
  for (const [person, name] of [
    ['anna', 'Seen'],
    ['bruno', 'Signed In'],
    ['bruno', 'Seen'],
  ] as const) {
    say(person, name, 'phone');
    await settle();
  }
  const record = await stack.ports.addresses.read('push', 'gcm:phone', { consistent: true });
  return { devices: { anna: await list('anna'), bruno: await list('bruno') }, holder: record?.holder };
}

it('at every call and with every fault, the former person loses it and the present one has it', async () => {
  const clean = createFaultInjector();
  const expected = await move(clean);
  expect(expected.devices).toEqual({ anna: [], bruno: ['gcm:phone'] });
  expect(clean.calls.filter((call) => call === 'identities.keep')).toHaveLength(2);
  for (const kind of faultKinds) {
    for (let call = 1; call <= clean.calls.length; call++) {
      const injector = createFaultInjector({ call, kind });
      const { devices } = await move(injector);
      expect(devices, `${clean.calls[call - 1]} ${kind}`).toEqual(expected.devices);
    }
  }
});
