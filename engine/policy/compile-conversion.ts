/** What a message is for, compiled once. */
import type { Conversion } from '../model/documents/document-base.ts';
import { type ParsedDuration, parseDuration } from '../time/duration.ts';

/** The event counts as the conversion of a message when it happens within that time of it. */
export interface ConversionTerms {
  readonly event: string;
  readonly within: ParsedDuration;
}

/** Undefined where none is declared, or its time cannot be read. */
export function compileConversion(conversion: Conversion | undefined): ConversionTerms | undefined {
  const within = conversion === undefined ? undefined : parseDuration(conversion.within);
  return conversion === undefined || within === undefined ? undefined : { event: conversion.event, within };
}
