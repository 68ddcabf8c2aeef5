/** What queries about the people of a stage read. */
import type { ConsentLedger } from '../ports/consent-ledger.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileScanner } from '../ports/profile-scanner.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { TimelineReader } from '../ports/timeline-store.ts';

export interface StageStores {
  readonly identities: IdentityStore;
  readonly timeline: TimelineReader;
  readonly consents: Pick<ConsentLedger, 'list'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly scanner: ProfileScanner;
  readonly programs: ProgramStore;
}
