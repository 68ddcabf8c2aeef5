/** What `percorso unsuppress` lifted, and what still holds the address back. */
import type { ProviderRelease } from '../../app/ports/suppressed-addresses.ts';
import type { ReleasedAddress } from '../../app/suppression/suppress-address.ts';

export function describeRelease(
  { address, isReleased, atProvider }: ReleasedAddress,
  channel: string,
  list = 'Default',
): string[] {
  return [
    isReleased
      ? `The suppression of ${address} (${channel}) is lifted. Consents are as before.`
      : `Percorso does not suppress ${address} (${channel}).`,
    ...(atProvider === undefined
      ? []
      : (channel === 'sms' ? optOutWords : providerWords)[atProvider](address, list)),
  ];
}

type ReleaseWords = Readonly<Record<ProviderRelease, (address: string, list: string) => string[]>>;

const providerWords: ReleaseWords = {
  kept: () => [],
  released: () => ['It is removed from the suppression list of SES, too.'],
  absent: () => ['The suppression list of SES does not have it.'],
  denied: (address) => [
    'SES has a suppression list of its own, which you may not change. While the address is on it, its messages bounce at once. Have it removed:',
    `  aws sesv2 delete-suppressed-destination --email-address ${address}`,
  ],
};

const optOutWords: ReleaseWords = {
  released: (_, list) => [`It is removed from the opt-out list ${list} of the provider, too.`],
  absent: (_, list) => [`The opt-out list ${list} of the provider does not have it.`],
  kept: (_, list) => [
    `The provider keeps it on its opt-out list ${list}, because it allows a removal every 30 days. Until then it refuses each message to the number.`,
  ],
  denied: (address, list) => [
    'The provider has an opt-out list of its own, which you may not change. While the number is on it, each message to it is refused. Have it removed:',
    `  aws pinpoint-sms-voice-v2 delete-opted-out-number --opt-out-list-name ${list} --opted-out-number ${address}`,
  ],
};
