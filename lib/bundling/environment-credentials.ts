/**
 * Replaces `@aws-sdk/credential-provider-node` in Lambda bundles. Lambda always passes credentials in the environment,
 * so the provider chain of profiles, SSO, web identity and instance metadata is 128 KB that never runs.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';

/** The credentials a function was started with. */
interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The bundle runs outside Lambda, where credentials do not come from the environment. */
export class CredentialsMissingError extends Error {
  readonly code = 'credentials_missing';
  constructor() {
    super(
      'AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set. This bundle reads credentials from the environment only, as Lambda provides them; run it there or set both.',
    );
    this.name = 'CredentialsMissingError';
  }
}

/** Same name and shape as the package's export, because the SDK clients import it by that name. */
export function defaultProvider(): () => Promise<EnvironmentCredentials> {
  return async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new CredentialsMissingError();
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...omitAbsent({ sessionToken: AWS_SESSION_TOKEN || undefined }),
    };
  };
}
