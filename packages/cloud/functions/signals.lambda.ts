// Decides about the signals that users publish, for the handler of their namespace: it is the handler's data source.
import type { SignalDecision, SignalRequest } from '../channels/signals.ts';
import { openServices } from './services.ts';

const { signals } = openServices();

/** The handler has checked the token and the form of the path. */
export function handler(request: SignalRequest): Promise<SignalDecision> {
  return signals.decide(request);
}
