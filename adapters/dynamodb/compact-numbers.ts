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

  /** A whole number from 0, below 2^53: 7 bits to the byte. */
  writeUnsigned(value: number): void {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`Cannot pack ${value}`);
    let rest = value;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  /** A whole number of either sign, below 2^52: 1 byte up to ±63, 4 up to ±1.5 days in ms, 6 for a time. */
  writeSigned(value: number): void {
    this.writeUnsigned(toZigzag(value));
  }

  writeBytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #writeTagged(value: number, tag: number): void {
    this.writeUnsigned(toZigzag(value) * 4 + tag);
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
    const tagged = this.readUnsigned();
    const tag = tagged % 4;
    if (tag === doubleTag) return new Float64Array(this.readBytes(8).slice().buffer)[0] ?? 0;
    const value = fromZigzag(Math.floor(tagged / 4));
    return tag === centsTag ? value / 100 : value;
  }

  readUnsigned(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw new RangeError('Compact numbers end too early');
      if (byte < 128) return value + byte * factor;
      value += (byte - 128) * factor;
      factor *= 128;
    }
  }

  readSigned(): number {
    return fromZigzag(this.readUnsigned());
  }

  readBytes(length: number): Uint8Array {
    this.#position += length;
    if (this.#position > this.#bytes.length) throw new RangeError('Compact numbers end too early');
    return this.#bytes.subarray(this.#position - length, this.#position);
  }
}

/** Keeps small negative differences small; multiplication, since shifts end at 32 bits. */
function toZigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function fromZigzag(zigzag: number): number {
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}

function isShort(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < largestShort && !Object.is(value, -0);
}
