/** Name of the run that counts the audience of a name's run; its start is that of the run. */
export function nameCount(name: string): string {
  return `count:${name}`;
}
