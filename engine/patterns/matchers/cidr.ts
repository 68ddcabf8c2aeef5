/** Blocks of IP addresses: `{ "cidr": "10.0.0.0/24" }`, IPv4 and IPv6. */
import type { LeafTest } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';

const ipv4Form = /^\d+\.\d+\.\d+\.\d+$/;
const ipv6Form = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;

/** Any address of the block identifies it, as in event-ruler since May 2023: `10.0.0.5/24` is 10.0.0.0 to 10.0.0.255. */
export function compileCidr(block: unknown, path: string): LeafTest {
  const invalid = (problem: string) =>
    new PatternInvalidError(
      path,
      problem,
      block,
      'Write an address and a mask, such as "10.0.0.0/24" or "2001:db8::/32".',
    );
  if (typeof block !== 'string') throw invalid('cidr takes a string');
  const [address = '', mask = '', rest] = block.split('/');
  if (rest !== undefined || !block.includes('/')) throw invalid('cidr takes exactly one "/"');
  const written = parseAddress(address);
  if (written === undefined) throw invalid('not an IP address');
  const bits = written.length * 4;
  if (!/^\d{1,3}$/.test(mask) || Number(mask) >= bits) throw invalid(`the mask must be 0 to ${bits - 1}`);
  const bottom = setHostBits(written, Number(mask), 0);
  const top = setHostBits(written, Number(mask), 15);
  return {
    matches: (value) => {
      if (typeof value !== 'string') return false;
      const parsed = parseAddress(value);
      return parsed !== undefined && parsed.length === bottom.length && parsed >= bottom && parsed <= top;
    },
  };
}

/** An IP address as 8 or 32 hex digits, which sort as addresses do; undefined for any other text. */
export function parseAddress(text: string): string | undefined {
  if (ipv4Form.test(text)) return parseV4(text);
  return text.length <= 45 && ipv6Form.test(text) ? parseV6(text) : undefined;
}

function parseV4(text: string): string | undefined {
  let hex = '';
  for (const part of text.split('.')) {
    const byte = Number(part);
    if (byte > 255) return undefined;
    hex += byte.toString(16).padStart(2, '0');
  }
  return hex;
}

function parseV6(text: string): string | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(halves.length === 1 ? 0 : missing).fill('0'), ...tail];
  if (groups.some((group) => group === '' || group.length > 4)) return undefined;
  const hex = groups.map((group) => group.toLowerCase().padStart(4, '0')).join('');
  // An IPv4-mapped IPv6 address counts as IPv4.
  return hex.startsWith('00000000000000000000ffff') ? hex.slice(24) : hex;
}

/** `filled`: 0 for the first address of the block, 15 for its last. */
function setHostBits(address: string, mask: number, filled: 0 | 15): string {
  let result = '';
  for (let index = 0; index < address.length; index++) {
    const fixedBits = Math.min(4, Math.max(0, mask - index * 4));
    const host = 15 >> fixedBits;
    const digit = Number.parseInt(address.charAt(index), 16);
    result += ((digit & ~host) | (filled & host)).toString(16);
  }
  return result;
}
