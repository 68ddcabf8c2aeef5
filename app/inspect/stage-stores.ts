/** What queries about the people of a stage read. */
import type {
  IdentityStore,
  ProfileScanner,
  ProfileStore,
  ProgramStore,
  TimelineStore,
} from '../ports/ports.ts';

export interface StageStores {
  readonly identities: IdentityStore;
  readonly timeline: TimelineStore;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly scanner: ProfileScanner;
  readonly programs: ProgramStore;
}
