// The states of one ask: one subscribe, with one id, on one line.

/**
 * Where one ask stands.
 *
 *   asking ──accepted──► live ──stop──► gone (unsubscribe is sent)
 *    │  └──stop──► leaving ──accepted──► gone (unsubscribe is sent)
 *    └──refused──► refused                                              any ──lost──► gone
 *
 * - `asking`: AppSync has not answered.
 * - `live`: AppSync sends events.
 * - `refused`: AppSync said no.
 * - `leaving`: nobody listens any more, but AppSync drops an unsubscribe that comes before the subscribe is established
 *   (comment in auvred/aws-appsync-events), so the answer is waited for.
 * - `gone`: nothing more comes of it.
 */
export type AskState = 'asking' | 'live' | 'refused' | 'leaving' | 'gone';

/** What can happen to an ask. */
export type AskHappening = 'accepted' | 'refused' | 'stop' | 'lost';

/** The whole behaviour, pure and total. A refusal after a success is not believed: it is about something else. */
export const NEXT_OF_ASK: Readonly<Record<AskState, Readonly<Record<AskHappening, AskState>>>> = {
  asking: { accepted: 'live', refused: 'refused', stop: 'leaving', lost: 'gone' },
  live: { accepted: 'live', refused: 'live', stop: 'gone', lost: 'gone' },
  refused: { accepted: 'refused', refused: 'refused', stop: 'gone', lost: 'gone' },
  leaving: { accepted: 'gone', refused: 'gone', stop: 'leaving', lost: 'gone' },
  gone: { accepted: 'gone', refused: 'gone', stop: 'gone', lost: 'gone' },
};
