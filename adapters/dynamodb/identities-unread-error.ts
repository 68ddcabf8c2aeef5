/** Some keys could not be read: treating them as unknown would give one person two profiles. */
export class IdentitiesUnreadError extends Error {
  readonly code = 'identities_unread';
  readonly unread: number;
  constructor(unread: number) {
    super(`DynamoDB left ${unread} identity keys unread. Retry the records.`);
    this.name = 'IdentitiesUnreadError';
    this.unread = unread;
  }
}
