/**
 * The event bus of a function that rarely puts events: loads EventBridge's client with the first event. It is 15 KB that
 * every cold start would parse, and most programs have no rule that emits events.
 */
import type { EventBus } from '../../app/ports/event-bus.ts';
import type { EventOrigin } from './event-bus.ts';

export function createLazyEventBus(busName: string, origin: EventOrigin): EventBus {
  let bus: EventBus | undefined;
  return {
    async put(events) {
      bus ??= await load(busName, origin);
      return bus.put(events);
    },
  };
}

async function load(busName: string, origin: EventOrigin): Promise<EventBus> {
  const { createEventBridgeBus, createEventBridgeClient } = await import('./event-bus.ts');
  return createEventBridgeBus(createEventBridgeClient(), busName, origin);
}
