/** What finding the person of a touchpoint reads and writes. */
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

export interface ResolveDependencies extends Pick<AdvanceDependencies, 'identityCache' | 'makeProfileId'> {
  readonly identities: Pick<IdentityStore, 'find' | 'claim' | 'amend' | 'keep' | 'rebind'>;
  readonly profiles: Pick<ProfileStore, 'load' | 'loadStored' | 'save'>;
  readonly telemetry: Pick<Telemetry, 'count'>;
  readonly erasures?: ErasureReader | undefined;
}
