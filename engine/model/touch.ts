/** A message after which a conversion may follow. */
export interface Touch {
  /** `rule:x`, `journey:y`, `campaign:z`. */
  readonly origin: string;
  /** When it was decided (epoch ms). */
  readonly at: number;
  /** Absent for messages of versions that did not keep it. */
  readonly template?: string;
  /** Of journeys. */
  readonly step?: string;
  readonly variant?: string;
  readonly locale?: string;
  /** When the event occurred by which it converted (epoch ms); the earliest known. */
  readonly convertedAt?: number;
  /** Its share of that event in hundredths; absent = none. */
  readonly credit?: number;
}

/** What its conversion is also counted by. */
export type TouchContent = Pick<Touch, 'template' | 'step' | 'variant' | 'locale'>;
