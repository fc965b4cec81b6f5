// The `fetch` of a page, over a network that loses requests and responses.
import type { ApiGateway, HttpRequest } from '../backend/api-gateway.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';

type Page = { name: string; lifetime: Lifetime; online: () => boolean };

/** Is called with every response that has reached a page. */
export type OnResponse = (request: HttpRequest, status: number, body: string) => void;

/** The `fetch` of one page. */
export function fetchOf(context: RunContext, gateway: ApiGateway, page: Page, onResponse: OnResponse): typeof fetch {
  const { faults, clock } = context;
  return ((address: string, { method = 'GET', headers, body, signal }: RequestInit) => {
    const request: HttpRequest = {
      method,
      path: address.replace('https://api', ''),
      headers: headers as Record<string, string>,
      ...(typeof body === 'string' && { body }),
    };
    return new Promise<Response>((resolve, reject) => {
      const fail = () => page.lifetime.run(() => reject(new TypeError('Failed to fetch')));
      signal?.addEventListener('abort', () => page.lifetime.run(() => reject(signal.reason)));
      const send = async () => {
        if (!page.online() || faults.occurs('request lost')) return fail();
        if (faults.occurs('request hangs')) return;
        const { status, body: text } = await gateway.handle(request);
        await clock.sleep(faults.delayMs(20));
        if (!page.online() || faults.occurs('response lost')) return fail();
        if (faults.occurs('response hangs')) return;
        page.lifetime.run(() => {
          if (signal?.aborted) return;
          onResponse(request, status, text);
          const ok = status >= 200 && status < 300;
          resolve({ ok, status, headers: new Headers(), text: async () => text } as Response);
        });
      };
      clock.after(faults.delayMs(20), () => void send());
    });
  }) as typeof fetch;
}
