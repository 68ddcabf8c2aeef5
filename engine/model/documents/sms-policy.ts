/** The part of the contact policy about SMS. */
export interface SmsPolicy {
  /** US dollars per part by ISO country: before the figures that Percorso knows. */
  readonly prices?: Readonly<Record<string, number>>;
}
