/** What AWS reports of the account and of a stage's sending identities. It changes nothing. */

export interface SendingState {
  /** False: the account is in the sandbox. */
  readonly isProduction: boolean;
  readonly isEnabled: boolean;
  /** `HEALTHY`, `PROBATION` or `SHUTDOWN`. */
  readonly enforcement: string;
  readonly quota: SendingQuota;
  /** `BOUNCE`, `COMPLAINT`. */
  readonly suppressedReasons: readonly string[];
  /** `NONE` (each email is billed), `ESSENTIALS`, `PRO` or `ENTERPRISE`. */
  readonly plan: string;
}

export interface SendingQuota {
  /** Emails in 24 hours; `Infinity` without a limit. */
  readonly perDay: number;
  /** Emails per second. */
  readonly perSecond: number;
  /** Emails of the last 24 hours. */
  readonly sentLastDay: number;
}

/** A verified, or not yet verified, address or domain. */
export interface SenderIdentity {
  readonly name: string;
  readonly isVerified: boolean;
  /** `PENDING`, `SUCCESS`, `FAILED`, `TEMPORARY_FAILURE` or `NOT_STARTED`. */
  readonly status: string;
  readonly dkim: Dkim;
  /** Absent: SES uses its own MAIL FROM domain. */
  readonly mailFrom?: { readonly domain: string; readonly status: string };
}

export interface Dkim {
  readonly isEnabled: boolean;
  /** `SUCCESS` when SES found the records; as that of the identity otherwise. */
  readonly status: string;
  /** Selectors: three of Easy DKIM, one of a key of your own. */
  readonly tokens: readonly string[];
  /** The domain that Easy DKIM's records point into; absent for a key of your own. */
  readonly zone?: string;
  /** Bits; absent where SES does not report them. */
  readonly keyLength?: number;
}

export interface ConfigurationSet {
  readonly isEnabled: boolean;
  /** Absent: those of the account. */
  readonly suppressedReasons?: readonly string[];
}

export interface EventDestination {
  readonly isEnabled: boolean;
  /** Whether it leads to the default event bus. */
  readonly isDefaultBus: boolean;
  /** `SEND`, `BOUNCE`, `COMPLAINT`, ... */
  readonly eventTypes: readonly string[];
}

export interface FunctionConcurrency {
  /** Concurrent executions of all functions of the account and region. */
  readonly limit: number;
  /** What other functions have not reserved. */
  readonly unreserved: number;
}

export interface StageAccount {
  readSending(): Promise<SendingState>;
  /** Undefined when there is no such identity. */
  readIdentity(name: string): Promise<SenderIdentity | undefined>;
  /** Undefined when there is no such set. */
  readConfigurationSet(name: string): Promise<ConfigurationSet | undefined>;
  listEventDestinations(configurationSet: string): Promise<readonly EventDestination[]>;
  readConcurrency(): Promise<FunctionConcurrency>;
  hasLinkKey(): Promise<boolean>;
}
