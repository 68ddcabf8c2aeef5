/** The hosts whose links a message changes: those that a document names, with their subdomains. */

export type LinkHosts = 'all' | readonly string[];

/** As a URL writes hosts: lower-case ASCII. */
export function normaliseHosts(hosts: LinkHosts): LinkHosts {
  return hosts === 'all' ? hosts : hosts.map((host) => URL.parse(`https://${host}`)?.hostname ?? host);
}

/** `hostname`: of a URL. `hosts`: normalised. */
export function isHostOf(hostname: string, hosts: LinkHosts): boolean {
  return hosts === 'all' || hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}
