/** One document names another. */
import type { DocumentKind } from '../../model/documents/documents.ts';
import type { JourneyEvent } from '../../model/documents/journey-document.ts';
import type { PathSegment } from '../problems/problem.ts';

export interface Reference {
  readonly kind: DocumentKind;
  readonly id: string;
  /** Place of the name. */
  readonly segments: readonly PathSegment[];
}

export function nameSegment(id: string, segments: Reference['segments']): Reference {
  return { kind: 'segment', id, segments };
}

/** An event, or a change of a segment, that a journey matches. */
export function listInEvent(event: JourneyEvent, at: Reference['segments']): readonly Reference[] {
  return 'segment' in event ? [nameSegment(event.segment, [...at, 'segment'])] : [];
}
