/**
 * Literal values. Numbers are equal by value (300 = 300.0 = 3.0e2), a number never equals a string, and a string that
 * is an IP address equals every spelling of that address, as in EventBridge.
 */
import type { LeafTest, Scalar } from '../leaf-test.ts';
import { parseAddress } from './cidr.ts';

/** Tests for any one of the values. */
export function compileExact(values: readonly Scalar[]): LeafTest {
  const addresses = values.map(readAddress).filter((address) => address !== undefined);
  const set = new Set(values);
  const [only] = values;
  if (addresses.length > 0) {
    const known = new Set(addresses);
    return {
      matches: (value) => {
        if (set.has(value)) return true;
        const address = readAddress(value);
        return address !== undefined && known.has(address);
      },
    };
  }
  if (values.length === 1) return { matches: (value) => value === only };
  return { matches: (value) => set.has(value) };
}

/** Whether equality alone decides: false for spellings of IP addresses. */
export function isPlainValue(value: Scalar): boolean {
  return readAddress(value) === undefined;
}

function readAddress(value: Scalar): string | undefined {
  return typeof value === 'string' ? parseAddress(value) : undefined;
}
