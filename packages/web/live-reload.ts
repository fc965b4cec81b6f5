// Reloads the page when the server has another build. Only builds for development contain it.

/** How often the server is asked: a developer sees a change within a second of saving it. */
const INTERVAL_MS = 250;

async function fetchBuildId(): Promise<string | undefined> {
  try {
    const response = await fetch('build-id.txt', { cache: 'no-store' });
    return response.ok ? await response.text() : undefined;
  } catch {
    // The server is restarting.
    return undefined;
  }
}

let loaded = await fetchBuildId();

setInterval(async () => {
  const current = await fetchBuildId();
  if (loaded !== undefined && current !== undefined && current !== loaded) location.reload();
  loaded ??= current;
}, INTERVAL_MS);
