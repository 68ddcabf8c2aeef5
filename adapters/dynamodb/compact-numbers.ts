/** Numbers in few bytes: times and counts as variable-length integers, amounts as cents where that is exact. */

/** Integers up to this size take the short form; the two tag bits and the sign keep it within 53 bits. */
const largestShort = 2 ** 49;
const integerTag = 0;
const centsTag = 1;
const doubleTag = 2;

export class NumberWriter {
  readonly #bytes: number[] = [];

  /** Any finite number. Whole: 1 byte up to ±15, 6 or 7 for a time. Two decimals: as whole cents. Else 9 bytes. */
  write(value: number): void {
    const cents = Math.round(value * 100);
    if (isShort(value)) this.#writeTagged(value, integerTag);
    else if (isShort(cents) && cents / 100 === value) this.#writeTagged(cents, centsTag);
    else this.#writeDouble(value);
  }

  writeBytes(bytes: Uint8Array): void {
    this.#bytes.push(...bytes);
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #writeTagged(value: number, tag: number): void {
    // Zigzag keeps small negative differences small; multiplication, since shifts end at 32 bits.
    this.#writeUnsigned((value < 0 ? -2 * value - 1 : 2 * value) * 4 + tag);
  }

  #writeUnsigned(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  #writeDouble(value: number): void {
    this.#bytes.push(doubleTag);
    this.writeBytes(new Uint8Array(new Float64Array([value]).buffer));
  }
}

export class NumberReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  hasMore(): boolean {
    return this.#position < this.#bytes.length;
  }

  read(): number {
    const tagged = this.#readUnsigned();
    const tag = tagged % 4;
    if (tag === doubleTag) return new Float64Array(this.readBytes(8).slice().buffer)[0] ?? 0;
    const zigzag = Math.floor(tagged / 4);
    const value = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    return tag === centsTag ? value / 100 : value;
  }

  readBytes(length: number): Uint8Array {
    this.#position += length;
    if (this.#position > this.#bytes.length) throw new RangeError('Compact numbers end too early');
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  #readUnsigned(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.readBytes(1)[0] ?? 0;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }
}

function isShort(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < largestShort && !Object.is(value, -0);
}
