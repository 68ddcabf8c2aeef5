/** A reader of QR codes reads what the drawn code says. */
import jsqr from 'jsqr';
import { expect, it } from 'vitest';
import { drawQrCode } from '../../../cli/output/qr-code.ts';

const scale = 4;

/** The squares of the drawing as pixels: it has no other shapes. */
function paint(svg: string): { readonly pixels: Uint8ClampedArray; readonly size: number } {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]) * scale;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      const start = (row * size + Number(x) * scale) * 4;
      for (let column = 0; column < scale; column++)
        pixels.fill(0, start + column * 4, start + column * 4 + 3);
    }
  }
  return { pixels, size };
}

it.each(['https://links.example.com/q/a', `https://links.example.com/q/${'window-rome-'.repeat(5)}`])(
  'reads %s',
  (url) => {
    const { pixels, size } = paint(drawQrCode(url));
    expect(jsqr.default(pixels, size, size)?.data).toBe(url);
  },
);
