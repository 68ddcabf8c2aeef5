/** What AWS reports of the origination identities of SMS that the account owns, and of its WhatsApp numbers. It changes nothing. */

export interface Originations {
  readonly numbers: readonly PhoneNumber[];
  readonly senderIds: readonly SenderId[];
  readonly pools: readonly Pool[];
}

/** Whether people can answer, and where AWS publishes what they write. */
export interface TwoWay {
  readonly isTwoWay: boolean;
  /** The ARN of a topic; absent where none is set. */
  readonly topicArn?: string;
}

export interface PhoneNumber extends TwoWay {
  readonly id: string;
  /** In E.164, or a short code. */
  readonly number: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** `ACTIVE`, `PENDING`, `ASSOCIATING`, `DISASSOCIATING` or `DELETED`. */
  readonly status: string;
  /** False: it can only make calls. */
  readonly hasSms: boolean;
  /** The pool that it is in: what the pool says of two-way messages holds for it. */
  readonly poolId?: string;
}

/** A row for each country in which the account has it. */
export interface SenderId {
  readonly id: string;
  readonly country: string;
}

export interface Pool extends TwoWay {
  readonly id: string;
  /** `ACTIVE`, `CREATING` or `DELETING`. */
  readonly status: string;
}

export interface AccountNumbers {
  readOriginations(): Promise<Originations>;
  /** `id`: of the number in End User Messaging Social, or its ARN. False: it is linked to no account of WhatsApp. */
  isWhatsAppLinked(id: string): Promise<boolean>;
}
