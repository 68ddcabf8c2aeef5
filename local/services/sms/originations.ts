/**
 * The originations of the account, in the form of the API reference of End User Messaging (read 2026-11-28). It has none until
 * `POST originations` plans some. One page has them all.
 */
type Fields = Readonly<Record<string, unknown>>;

export const originationOperations = ['DescribePhoneNumbers', 'DescribePools', 'DescribeSenderIds'] as const;

export type OriginationOperation = (typeof originationOperations)[number];

const members: Readonly<Record<OriginationOperation, string>> = {
  DescribePhoneNumbers: 'PhoneNumbers',
  DescribePools: 'Pools',
  DescribeSenderIds: 'SenderIds',
};
/** What AWS gives a new one. */
const defaults: Readonly<Record<OriginationOperation, Fields>> = {
  DescribePhoneNumbers: { Status: 'ACTIVE', NumberCapabilities: ['SMS'], TwoWayEnabled: false },
  DescribePools: { Status: 'ACTIVE', TwoWayEnabled: false },
  DescribeSenderIds: { Registered: false },
};

export class LocalOriginations {
  #planned: Fields = {};

  /** `PhoneNumbers`, `Pools`, `SenderIds`: lists of what differs from a new one. */
  plan(planned: Fields): void {
    this.#planned = planned;
  }

  list(operation: OriginationOperation): Fields {
    const name = members[operation];
    const planned = this.#planned[name];
    const rows = Array.isArray(planned) ? planned : [];
    return { [name]: rows.map((row: Fields) => ({ ...defaults[operation], ...row })) };
  }
}

export function isOriginationOperation(operation: string): operation is OriginationOperation {
  return originationOperations.some((each) => each === operation);
}
