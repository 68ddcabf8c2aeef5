/** Taken allowances in memory: for tests and the simulator. */
import type { SendingAllowance } from '../../app/ports/sending-allowance.ts';

export function createMemorySendingAllowance(): SendingAllowance {
  const days = new Map<string, number>();
  return {
    async claim(name, day, ceiling, count) {
      const key = `${name} ${day}`;
      const before = days.get(key) ?? 0;
      if (before + count > ceiling) return { isTaken: false, taken: before };
      days.set(key, before + count);
      return { isTaken: true, taken: before + count };
    },
    read: async (name, day) => days.get(`${name} ${day}`) ?? 0,
  };
}
