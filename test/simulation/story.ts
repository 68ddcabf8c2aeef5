/** One world as data: who does what when, what is published, what goes wrong. A seed decides it, and it can be cut down. */
import type { Weather } from './weather.ts';

/** The keys that can name a person. */
export interface Ids {
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly email?: string;
  readonly phone?: string;
}

export interface StoryEvent {
  /** The messageId: the same for repeats. */
  readonly id: string;
  /** Index of the person. */
  readonly person: number;
  readonly name:
    | 'Signed Up'
    | 'Order Completed'
    | 'Cart Updated'
    | 'Page Viewed'
    | 'Plan Chosen'
    | 'Consent Stated';
  /** When the bus takes it (milliseconds after the start). */
  readonly at: number;
  /** When it happened (milliseconds after the start); may be long before. */
  readonly occurredAt: number;
  readonly ids: Ids;
  /** States the person's push token, which identifies no one. */
  readonly hasToken?: boolean;
  readonly revenue?: number;
  readonly cart?: string;
  readonly plan?: string;
  /** A trait that rows of an import state too. */
  readonly tier?: string;
  readonly consent?: boolean;
  /** About the purpose with double opt-in: the form, a no, the confirmation of an earlier form, or a no to every purpose. */
  readonly survey?: 'asked' | 'refused' | 'confirmed' | 'ended';
  /** Of a confirmation: when the form was posted (milliseconds after the start). */
  readonly requestedAt?: number;
}

/** A row of an imported file. */
export interface ImportRow {
  readonly id: string;
  readonly line: number;
  readonly person: number;
  /** When the bus takes it (milliseconds after the start). */
  readonly at: number;
  readonly occurredAt: number;
  readonly ids: Ids;
  readonly tier?: string;
  /** Of a page view in the file. */
  readonly paid?: number;
}

export interface Import {
  readonly rows: readonly ImportRow[];
  /** When its undo is asked for (milliseconds after the start), while rows may still be on their way. */
  readonly undoAt?: number;
}

/** What the published program says; documents are made of it. */
export interface Config {
  /** Rules that are there; `vip` and `welcome` always are. */
  readonly rules: readonly ('receipt' | 'offer' | 'third' | 'back' | 'text' | 'nudge')[];
  /** Orders that make a person a VIP. */
  readonly vipFrom: number;
  /** Promotional messages per person and day; absent = no cap. */
  readonly cap?: number;
  readonly ifCapped: 'skip' | 'wait';
  /** Promotional messages wait from minute to minute of the world's hour 1. */
  readonly hasQuietHour: boolean;
  readonly hasCollection: boolean;
  /** The journey that follows a sign-up. */
  readonly onboarding?: {
    readonly status: 'live' | 'paused' | 'archived';
    /** Minutes of its first wait. An edit makes a new version of the graph. */
    readonly firstWait: number;
    /** Moves those inside to the new version. */
    readonly moves?: boolean;
  };
  /** The journey that follows a cart: waits for a time of day, or for minutes. */
  readonly cart?: { readonly wait: '10:30' | '12:00' | number };
  /** A computed trait that a backfill can bring. */
  readonly hasPoints: boolean;
  /** A computed trait of the page views of an import. */
  readonly hasPaid?: boolean;
  /** A campaign to everybody, at this moment (milliseconds after the start). */
  readonly campaignAt?: number;
}

export interface Edit {
  /** When the documents are changed (milliseconds after the start). */
  readonly at: number;
  readonly config: Config;
}

export interface Story {
  readonly seed: number;
  /** Several story seeds can be tried for one story: what the scheduler and the faults draw from. */
  readonly drawSeed: number;
  readonly people: number;
  /** What all people of the story have in common; absent = everybody has their own. */
  readonly shared?: 'browser' | 'mailbox';
  readonly events: readonly StoryEvent[];
  readonly imported?: Import;
  readonly config: Config;
  readonly edits: readonly Edit[];
  readonly weather: Weather;
  readonly environments: number;
  readonly senders: number;
  /** When dead letters are moved back during the storm (milliseconds after the start). */
  readonly movesBack: readonly number[];
  /** When a backfill of the points is started (milliseconds after the start). */
  readonly backfillAt?: number;
  readonly withoutFaults: readonly string[];
}

export const minute = 60_000;
export const hour = 60 * minute;
/** Ten in the morning: noon is two hours away. */
export const startOfWorld = Date.UTC(2026, 5, 1, 10);
