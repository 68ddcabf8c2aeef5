/** `percorso links list` and `links code`: published links, their scans, and their QR codes. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readLinkState } from '../../../app/links/read-link-state.ts';
import type { ScanCounts } from '../../../app/ports/code-scans.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { LinkDocument } from '../../../engine/model/documents/link-document.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import { drawQrCode } from '../../output/qr-code.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** `counts`: of all codes that were ever scanned. */
export function describeLinks(
  links: readonly LinkDocument[],
  counts: readonly ScanCounts[],
  publicUrl: string | undefined,
): CommandResult {
  const byCode = new Map(counts.map((each) => [each.code, each]));
  const rows = links.map((link) => {
    const { people = 0, machines = 0, outside = 0, lastAt } = byCode.get(link.id) ?? {};
    return { link, people, machines, outside, lastAt };
  });
  const json = rows.map(({ link: { id, status, place, campaign, target }, lastAt, ...counted }) => ({
    ...{ id, status, target, ...counted },
    ...omitAbsent({
      place,
      campaign,
      url: publicUrl && formatCodeUrl(publicUrl, id),
      lastAt: lastAt === undefined ? undefined : new Date(lastAt).toISOString(),
    }),
  }));
  if (rows.length === 0) {
    return {
      exitCode: 0,
      json: { links: json },
      lines: ['No link is published: publish a document of kind link.'],
    };
  }
  const lines = rows.map(({ link, people, machines, outside, lastAt }) => [
    ...[link.id, link.status, link.place ?? '', link.campaign ?? ''],
    ...[`${people}`, `${outside}`, `${machines}`],
    lastAt === undefined ? '' : formatMoment(lastAt),
  ]);
  const head = ['code', 'status', 'place', 'campaign', 'scans', 'not in force', 'machines', 'last scan'];
  return { exitCode: 0, json: { links: json }, lines: formatTable([head, ...lines]) };
}

export interface CodeOptions {
  /** The file to write. */
  readonly svg?: string | undefined;
  readonly directory: string;
  /** Epoch ms. */
  readonly now: number;
}

/** Throws UsageError. */
export function describeCode(
  code: string,
  links: readonly LinkDocument[],
  publicUrl: string | undefined,
  { svg, directory, now }: CodeOptions,
): CommandResult {
  const link = links.find(({ id }) => id === code);
  if (link === undefined) {
    const lines = [`No link "${code}" is published: \`percorso links list\` shows all.`];
    return { exitCode: 1, json: { code, isKnown: false }, lines };
  }
  if (publicUrl === undefined || publicUrl === '') {
    throw new UsageError(
      'The public URL of the stage is not known.',
      'Set PERCORSO_PUBLIC_URL, such as https://links.example.com.',
    );
  }
  const url = formatCodeUrl(publicUrl, code);
  if (svg !== undefined) writeFileSync(resolve(directory, svg), drawQrCode(url));
  return {
    exitCode: 0,
    json: { code, url, target: link.target, state: readLinkState(link, now), ...omitAbsent({ svg }) },
    lines: [url, ...(svg === undefined ? [] : [`The QR code is in ${svg}.`]), ...warnState(link, now)],
  };
}

/** Before it is printed. */
function warnState(link: LinkDocument, now: number): readonly string[] {
  const state = readLinkState(link, now);
  if (state === 'valid') return [];
  const { status, validFrom = '', validUntil = '', fallback } = link;
  const what = {
    early: `is not valid before ${validFrom}`,
    ended: status === 'archived' ? 'is archived' : `has ended (validUntil ${validUntil})`,
    paused: 'is paused',
  }[state];
  const where = fallback === undefined ? 'a page that says so' : fallback;
  return [`Warning: the link "${link.id}" ${what}. Until that changes, its code leads to ${where}.`];
}

function formatCodeUrl(publicUrl: string, code: string): string {
  return `${publicUrl}/q/${code}`;
}
