/** Recognizes errors that every repeat of a call gives: the service, or our own encoding, refused its content. */

/** Names of AWS errors about the content of a call, as opposed to throttling, faults and permissions. */
const refusals = new Set([
  'ValidationException',
  'ValidationError',
  'SerializationException',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'InvalidMessageContents',
  'BatchRequestTooLong',
  'RequestEntityTooLargeException',
]);

export function isRefused(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof TypeError) return true;
  // SQS prefixes some: `AWS.SimpleQueueService.BatchRequestTooLong`.
  return error instanceof Error && refusals.has(error.name.split('.').at(-1) ?? '');
}
