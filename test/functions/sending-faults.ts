/** Lets one call of a run go wrong: it fails before or after its effect, or the process dies there. */

export type FaultMode = 'fail before' | 'fail after' | 'die before' | 'die after';
export const faultModes: readonly FaultMode[] = ['fail before', 'fail after', 'die before', 'die after'];

export interface Fault {
  /** Which call, counted from 0 over all runs. */
  readonly at: number;
  readonly mode: FaultMode;
}

export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
}

export interface FaultLine {
  readonly calls: readonly string[];
  /** The process of the current run is dead: whatever it answers, nobody hears. */
  isDead(): boolean;
  revive(): void;
  /** The port, every method of it counted and subject to the faults. */
  cover<Port extends object>(name: string, port: Port): Port;
}

export function createFaultLine(faults: readonly Fault[]): FaultLine {
  const calls: string[] = [];
  let dead = false;
  const invoke = async (label: string, call: () => unknown): Promise<unknown> => {
    if (dead) throw new InjectedFault(`dead: ${label}`);
    const fault = faults.find(({ at }) => at === calls.length);
    calls.push(label);
    if (fault === undefined) return call();
    if (fault.mode === 'die before' || fault.mode === 'die after') dead = true;
    if (fault.mode === 'fail after' || fault.mode === 'die after') await call();
    throw new InjectedFault(`${fault.mode} ${label}`);
  };
  return {
    calls,
    isDead: () => dead,
    revive() {
      dead = false;
    },
    cover: (name, port) =>
      new Proxy(port, {
        get(target, property) {
          const member: unknown = Reflect.get(target, property);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]) =>
            invoke(`${name}.${String(property)}`, () => Reflect.apply(member, target, args));
        },
      }),
  };
}
