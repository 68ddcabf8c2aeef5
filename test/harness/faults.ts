/**
 * Breaks calls on purpose. Wraps any set of ports, counts every call made through them, and at call number n does one
 * of the things that happen to calls. What calls exist is found by counting a clean run, never listed by hand.
 */

/** What can happen to one call. The effect happens in all but `fails before` and `dies before`. */
export const faultKinds = [
  'fails before',
  'fails after',
  'times out after',
  /** The invocation ends there: nothing it would do later happens, and the queue gets no answer. */
  'dies before',
  'dies after',
  /** The answer is lost and the SDK tries again by itself. Not for calls that are made once only. */
  'is repeated',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  /** 1 is the first call of the run. */
  readonly call: number;
  readonly kind: FaultKind;
}

/** AWS said no, or could not say yes. */
export class ServiceFaultError extends Error {
  readonly $metadata = { httpStatusCode: 500 };
  constructor(call: string, kind: FaultKind) {
    super(`${call} ${kind}`);
    this.name = kind === 'times out after' ? 'TimeoutError' : 'InternalServerError';
  }
}

/** The process of this invocation is gone. */
export class InvocationDeadError extends Error {
  constructor(call: string) {
    super(`The invocation died at ${call}`);
    this.name = 'InvocationDeadError';
  }
}

export interface FaultInjector {
  /** Every call so far, in order: `profiles.save`. */
  readonly calls: readonly string[];
  /** True once every fault came to pass. */
  hasStruck(): boolean;
  /** A copy of `ports` whose members' methods go through here. Bind it to one invocation. */
  wrap<Ports extends object>(ports: Ports, invocation: InvocationState): Ports;
}

/** Shared by everything that one invocation touches. */
export interface InvocationState {
  isDead: boolean;
}

/** Several faults strike one run at several calls. */
export function createFaultInjector(...faults: readonly Fault[]): FaultInjector {
  const calls: string[] = [];
  const struck = new Set<Fault>();
  const byCall = new Map(faults.map((fault) => [fault.call, fault]));

  async function call(
    name: string,
    invocation: InvocationState,
    act: () => Promise<unknown>,
  ): Promise<unknown> {
    if (invocation.isDead) throw new InvocationDeadError(name);
    calls.push(name);
    const fault = byCall.get(calls.length);
    if (fault === undefined) return act();
    struck.add(fault);
    return strike(fault.kind, name, invocation, act);
  }

  return {
    calls,
    hasStruck: () => struck.size === faults.length,
    wrap: (ports, invocation) =>
      mapMembers(ports, (portName, port) =>
        typeof port === 'object' && port !== null
          ? mapMembers(port, (method, value) =>
              typeof value === 'function'
                ? (...parameters: unknown[]) =>
                    call(`${portName}.${method}`, invocation, async () => value.apply(port, parameters))
                : value,
            )
          : port,
      ),
  };
}

async function strike(
  kind: FaultKind,
  name: string,
  invocation: InvocationState,
  act: () => Promise<unknown>,
): Promise<unknown> {
  if (kind === 'dies before' || kind === 'dies after') {
    invocation.isDead = true;
    if (kind === 'dies after') await act().catch(() => undefined);
    throw new InvocationDeadError(name);
  }
  if (kind === 'fails before') throw new ServiceFaultError(name, kind);
  await act();
  if (kind === 'is repeated') return act();
  throw new ServiceFaultError(name, kind);
}

/** Reads members through, so that a port with state keeps it. */
function mapMembers<Target extends object>(
  target: Target,
  map: (name: string, value: unknown) => unknown,
): Target {
  return new Proxy(target, {
    get: (found, name) => {
      const value: unknown = Reflect.get(found, name);
      return typeof name === 'string' ? map(name, value) : value;
    },
  });
}
