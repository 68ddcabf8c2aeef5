/**
 * Internationalized domain names in ASCII: `müller.example` → `xn--mller-kva.example` (UTS 46 without its tables: NFKC
 * and lower case; RFC 3492). The platform's own function is not pure, and a library's tables are larger than a function
 * may be. test/engine/domain-to-ascii.test.ts compares it with the platform's.
 */

const base = 36;
const maxLabelLength = 63;
// The dots that input methods produce: ideographic and half-width.
const otherDots = /[\u3002\uff0e\uff61]/g;
const asciiLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Lower-case ASCII; undefined when it is not a domain of at least two labels. */
export function domainToAscii(domain: string): string | undefined {
  const labels = fold(domain).split('.').map(labelToAscii);
  if (labels.length < 2 || labels.some((label) => label === undefined)) return undefined;
  const ascii = labels.join('.');
  return ascii.length <= 253 ? ascii : undefined;
}

/** Letter by letter, because a sigma at the end of a word must become the same as any other. */
function fold(domain: string): string {
  const dotted = domain.replace(otherDots, '.').normalize('NFKC');
  return Array.from(dotted, (letter) => letter.toLowerCase())
    .join('')
    .normalize('NFKC');
}

function labelToAscii(label: string): string | undefined {
  if (asciiLabel.test(label)) return label;
  if (/^[ -~]*$/.test(label) || !isUnicodeLabel(label)) return undefined;
  const ascii = `xn--${encodePunycode(label)}`;
  return ascii.length <= maxLabelLength ? ascii : undefined;
}

/** The pattern stays inside: its tables of letters take 0.6 ms to build, which every cold start would pay. */
function isUnicodeLabel(label: string): boolean {
  return /^[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u.test(label);
}

/** RFC 3492, section 6.3. */
function encodePunycode(label: string): string {
  const points = Array.from(label, (letter) => letter.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < 128);
  let text = String.fromCodePoint(...basic);
  if (basic.length > 0) text += '-';
  let [point, delta, bias, handled] = [128, 0, 72, basic.length];
  while (handled < points.length) {
    const next = Math.min(...points.filter((candidate) => candidate >= point));
    delta += (next - point) * (handled + 1);
    point = next;
    for (const candidate of points) {
      if (candidate < point) delta++;
      if (candidate !== point) continue;
      text += encodeNumber(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
    delta++;
    point++;
  }
  return text;
}

function encodeNumber(delta: number, bias: number): string {
  let text = '';
  let rest = delta;
  for (let k = base; ; k += base) {
    const threshold = Math.min(Math.max(k - bias, 1), 26);
    if (rest < threshold) return text + toDigit(rest);
    text += toDigit(threshold + ((rest - threshold) % (base - threshold)));
    rest = Math.floor((rest - threshold) / (base - threshold));
  }
}

function toDigit(value: number): string {
  return String.fromCharCode(value < 26 ? 97 + value : 22 + value);
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > 455; k += base) rest = Math.floor(rest / 35);
  return k + Math.floor((36 * rest) / (rest + 38));
}
