// Deletes guests and what they leave behind: those who sign out, and once a day those whose 30 days are over.
import { GuestDeparture } from '../channels/guest-departure.ts';
import { deleteExpiredGuests, deleteGuest } from '../users/guests.ts';
import { createBaseServices, openTables } from './base-services.ts';
import { httpHandler, type Request, type Response, type RouteHandlers, refreshTokenOf } from './http.ts';

/** What serves the routes and the daily call. */
type DepartureServices = { guestDeparture: GuestDeparture };

// Only what the departure of guests needs.
const { deps, ...base } = createBaseServices(openTables());
const services = { guestDeparture: new GuestDeparture({ ...deps, ...base }) };

export const handlers = ({ guestDeparture }: DepartureServices) =>
  ({
    async deleteGuest(request) {
      await guestDeparture.remove(await deleteGuest(refreshTokenOf(request)));
      return { status: 200, body: {} };
    },
  }) satisfies RouteHandlers;

const serve = httpHandler(handlers(services));

export async function handler(event: Request | { routeKey?: undefined }): Promise<Response | undefined> {
  if (event.routeKey !== undefined) return serve(event);
  await deleteDaily(services);
  return undefined;
}

/** Logs how many were deleted, if any. Lambda retries an error, and the next day's call continues what was interrupted. */
async function deleteDaily({ guestDeparture }: DepartureServices): Promise<void> {
  const candidates = await guestDeparture.candidates();
  const { deleted, present } = await deleteExpiredGuests(Date.now());
  if (deleted.length > 0) console.warn(`${deleted.length} guests deleted`);
  let failures = 0;
  for (const userId of new Set([...deleted, ...candidates.filter((one) => !present.has(one))]))
    await guestDeparture.remove(userId).catch((error: unknown) => {
      console.error(error);
      failures += 1;
    });
  if (failures > 0) throw new Error(`${failures} departed guests were not removed.`);
}
