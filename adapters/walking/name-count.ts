/** Subject of the walk that counts the audience of a subject's run; its start is that of the run. */
export function nameCount(subject: string): string {
  return `count:${subject}`;
}
