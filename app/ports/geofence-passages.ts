/** When devices passed geofences last, to count a device at the edge of a fence once. */

/** A device entered or left a fence. */
export interface GeofencePassage {
  readonly device: string;
  readonly fence: string;
  /** `ENTER` or `EXIT`. */
  readonly type: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of the event, the same on every delivery. */
  readonly id: string;
}

/** The latest passage of a device through a fence in one direction. */
export interface LastPassage {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The id of the latest one that counted. */
  readonly counted: string;
}

export interface GeofencePassages {
  /** Of the same device, fence and direction. */
  find(passage: GeofencePassage): Promise<LastPassage | undefined>;
  /** False: the stored passage is not the `expected` one any more. */
  replace(passage: GeofencePassage, expected: LastPassage | undefined, next: LastPassage): Promise<boolean>;
}

/** For the export of a person. */
export interface GeofenceReader {
  /** All passages that are kept of a device. */
  list(device: string): Promise<readonly DevicePassage[]>;
}

/** The latest passage of a device through a fence in one direction. */
export interface DevicePassage extends Pick<GeofencePassage, 'fence' | 'type'> {
  /** Epoch milliseconds. */
  readonly at: number;
}
