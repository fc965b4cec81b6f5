// Called once a day: deletes the guests whose time is over.
import { seeOff } from '../users/guests.ts';

/** Says in the log how many it were. What it throws is tried again by Lambda, and on the next day. */
export async function handler(): Promise<void> {
  console.log(`${await seeOff(Date.now())} guests deleted`);
}
