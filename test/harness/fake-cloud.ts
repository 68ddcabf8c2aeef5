/** A cloud around one service under test: virtual clock, seeded ids, and everything it says written down. */
import { createId, createRandom } from '../../local/random.ts';
import type { Call, CapturedMessage, CloudContext, Principal, Service } from '../../local/service.ts';

export interface Emitted {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Record<string, unknown>;
  readonly resources: readonly string[];
}

export interface FakeCloud extends CloudContext {
  time: number;
  readonly units: Map<string, number>;
  readonly unitsByResource: Map<string, number>;
  readonly messages: CapturedMessage[];
  readonly events: Emitted[];
  /** What services published to topics. */
  readonly published: { readonly service: string; readonly message: string }[];
  /** Units of one kind since the last time it was asked. */
  take(unit: string): number;
}

export function createFakeCloud(): FakeCloud {
  const random = createRandom(7);
  const units = new Map<string, number>();
  const unitsByResource = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, quantity: number): void => {
    map.set(key, (map.get(key) ?? 0) + quantity);
  };
  const cloud: FakeCloud = {
    region: 'us-east-1',
    accountId: '000000000000',
    time: Date.UTC(2026, 10, 22, 10),
    units,
    unitsByResource,
    messages: [],
    events: [],
    published: [],
    now: () => cloud.time,
    random,
    newId: () => createId(random),
    meter: {
      count(unit, quantity, resource) {
        add(units, unit, quantity);
        add(unitsByResource, `${unit} ${resource ?? ''}`, quantity);
      },
    },
    capture: (message) => cloud.messages.push(message),
    emitServiceEvent: (source, detailType, detail, resources = []) =>
      cloud.events.push({ source, detailType, detail: detail as Record<string, unknown>, resources }),
    publish: (service, message) => {
      cloud.published.push({ service, message });
      return [`arn:aws:sns:us-east-1:000000000000:topic`];
    },
    track: (work) => work,
    take(unit) {
      const count = units.get(unit) ?? 0;
      units.set(unit, 0);
      return count;
    },
  };
  return cloud;
}

/** Calls one service as the gateway would, with the input as it comes off the wire. */
export function createCaller(service: Service, principal: Principal = { kind: 'operator' }) {
  return (operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const call: Call = { service: service.name, operation, input, principal, requestId: 'request' };
    return service.handle(call);
  };
}
