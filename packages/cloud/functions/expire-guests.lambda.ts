// Deletes the guests whose 30 days are over. Called once a day.
import { deleteExpiredGuests } from '../users/guests.ts';

/** Logs how many were deleted, if any. Lambda retries an error, and so does the next day's call. */
export async function handler(): Promise<void> {
  const deleted = await deleteExpiredGuests(Date.now());
  if (deleted > 0) console.warn(`${deleted} guests deleted`);
}
