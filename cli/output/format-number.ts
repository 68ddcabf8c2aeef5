/** Numbers as people read them. */

/** `12,400` */
export function formatNumber(value: string | number | undefined): string {
  return Number(value).toLocaleString('en-US');
}

/** A share of 1: 0.0042 → `0.42%`. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
