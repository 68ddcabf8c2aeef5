/** A device of a person that gets pushes, or got them: one push token of one app. */

export interface Device {
  /** `<service>:<token>`: unique in a profile. */
  readonly address: string;
  /** The moment of the latest statement about it (epoch ms): the latest one holds, whole. */
  readonly at: number;
  /** When the person used it last (epoch ms): `at` when absent. */
  readonly usedAt?: number;
  /** `ios`, `android`: as the app states it, else by the push service. */
  readonly platform?: string;
  /** Bundle id of the app, else its name. */
  readonly app?: string;
  /** As the device states them: BCP 47, and IANA. */
  readonly locale?: string;
  readonly zone?: string;
  /** The person has switched notifications off on it: it gets none, of any class. */
  readonly isOptedOut?: true;
  /** When the app last said whether they are on (epoch ms): `at` when absent and they are off. */
  readonly switchedAt?: number;
  /** Signed out, moved to another person, or refused by the push service: kept so that no older statement restores it. */
  readonly isRemoved?: true;
}

/** Devices of a person that get pushes: those with the latest statements. */
export const maxDevices = 15;
/** Statements kept, removed devices included: the latest. */
export const maxDeviceStatements = 30;
