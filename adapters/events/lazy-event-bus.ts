/**
 * The event bus of a function that rarely puts events: loads EventBridge's client with the first event. It is 9 KB that
 * every cold start would parse, and most programs have no rule that emits events.
 */
import type { EventBus } from '../../app/ports/event-bus.ts';
import { openOnce } from '../open-once.ts';
import type { EventOrigin } from './event-bus.ts';

export function createLazyEventBus(busName: string, origin: EventOrigin): EventBus {
  const open = openOnce(async () => {
    const { createEventBridgeBus, createEventBridgeClient } = await import('./event-bus.ts');
    return createEventBridgeBus(createEventBridgeClient(), busName, origin);
  });
  return { put: async (events) => (await open()).put(events) };
}
