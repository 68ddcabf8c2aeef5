/** The truth table of devices: service, answer and registration, and what becomes of the device and of the message. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyDevice } from '../../../adapters/providers/device-answers.ts';
import { listDevices, removeDevice, replaceAddress, stateDevice } from '../../../engine/channels/devices.ts';
import type { Device } from '../../../engine/model/device.ts';

interface Row {
  readonly service: 'apns' | 'gcm';
  readonly status: string;
  readonly code: number;
  readonly message: string;
  readonly updatedToken?: string;
  /** Epoch ms: the latest statement of the device. */
  readonly registeredAt: number;
  readonly device: string;
  readonly outcome: string;
}

/** When the provider was called (epoch ms). */
const calledAt = 1_764_324_000_000;
const rows = readFileSync(new URL('../../fixtures/push/device-truth.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Row => JSON.parse(line));

describe('the answer for a device', () => {
  it.each(rows)('$service $status $code $message, registered at $registeredAt: $device, $outcome', (row) => {
    const { service, status, code, message, updatedToken, registeredAt } = row;
    const result = { DeliveryStatus: status, StatusCode: code, StatusMessage: message };
    const answer = classifyDevice(
      { ...result, DeliveryStatus: result.DeliveryStatus as 'SUCCESSFUL', UpdatedToken: updatedToken },
      service,
    );
    expect({ device: decide(answer, row), outcome: answer.outcome }).toEqual({
      device: row.device,
      outcome: row.outcome,
    });
    expect(answer.reason).toMatch(/^\w{1,40}$/);
    expect(registeredAt).toBeGreaterThan(0);
  });

  it('has each action and each outcome in its table', () => {
    expect(new Set(rows.map(({ device }) => device))).toEqual(
      new Set(['keep', 'remove', 'replace', 'alarm']),
    );
    expect(new Set(rows.map(({ outcome }) => outcome)).size).toBe(6);
  });

  it('is unknown when the address is not among the results', () => {
    expect(classifyDevice(undefined, 'apns')).toMatchObject({ action: 'keep', outcome: 'unknown' });
  });
});

/** What the profile makes of it, which may have heard of the device since. */
function decide(answer: ReturnType<typeof classifyDevice>, { service, registeredAt }: Row): string {
  const { action, deadSince = calledAt, token = '' } = answer;
  const device: Device = { address: `${service}:t`, at: registeredAt };
  if (action === 'remove') {
    const left = stateDevice([device], removeDevice(device.address, deadSince));
    return listDevices({ traits: {}, devices: left }).length === 0 ? 'remove' : 'keep';
  }
  if (action !== 'replace') return action;
  if (device.at > calledAt) return 'keep';
  expect(replaceAddress(device, `${service}:${token}`, calledAt)).toMatchObject({ address: 'gcm:new' });
  return 'replace';
}
