// Deletes the guests whose 30 days are over. Called once a day.
import { deleteExpiredGuests } from '../users/guests.ts';

/** Logs how many were deleted. Lambda retries an error, and so does the next day's call. */
export async function handler(): Promise<void> {
  console.log(`${await deleteExpiredGuests(Date.now())} guests deleted`);
}
