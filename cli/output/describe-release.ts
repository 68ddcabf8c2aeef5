/** What `percorso unsuppress` lifted, and what still holds the address back. */
import type { ProviderRelease } from '../../app/ports/suppressed-addresses.ts';
import type { ReleasedAddress } from '../../app/suppression/suppress-address.ts';

export function describeRelease(
  { address, isReleased, atProvider }: ReleasedAddress,
  channel: string,
): string[] {
  return [
    isReleased
      ? `The suppression of ${address} (${channel}) is lifted. Consents are as before.`
      : `Percorso does not suppress ${address} (${channel}).`,
    ...(atProvider === undefined ? [] : providerWords[atProvider](address)),
  ];
}

const providerWords: Readonly<Record<ProviderRelease, (address: string) => string[]>> = {
  released: () => ['It is removed from the suppression list of SES, too.'],
  absent: () => ['The suppression list of SES does not have it.'],
  denied: (address) => [
    'SES has a suppression list of its own, which you may not change. While the address is on it, its messages bounce at once. Have it removed:',
    `  aws sesv2 delete-suppressed-destination --email-address ${address}`,
  ],
};
