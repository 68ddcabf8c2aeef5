/** Draws QR codes as SVG, sharp at every size. */
import qrcode from 'qrcode-generator';

/** Modules of white around the code that readers need (ISO 18004). */
const quietZone = 4;

/** Black on white. A quarter of the code may be dirty or covered: a poster outside needs it. */
export function drawQrCode(text: string): string {
  const code = qrcode(0, 'Q');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const size = count + 2 * quietZone;
  const rows = Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (_, column) =>
      code.isDark(row, column) ? `M${column + quietZone} ${row + quietZone}h1v1h-1z` : '',
    ).join(''),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
<path fill="#fff" d="M0 0h${size}v${size}H0z"/>
<path d="${rows.join('')}"/>
</svg>
`;
}
