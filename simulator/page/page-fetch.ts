// What a page reaches the HTTP API with: `fetch`, over a network that loses requests and answers.
import type { Asked, Gateway } from '../backend/api-gateway.ts';
import type { Life } from '../determinism/lifetime.ts';
import type { World } from '../determinism/run-context.ts';

type Page = { name: string; life: Life; online: () => boolean };

/** Hears of every answer that has reached a page. */
export type Answers = (asked: Asked, status: number, body: string) => void;

/** The `fetch` of one page. */
export function fetchOf(world: World, gateway: Gateway, page: Page, answers: Answers): typeof fetch {
  const { faults, timeline } = world;
  return ((address: string, { method = 'GET', headers, body, signal }: RequestInit) => {
    const asked: Asked = {
      method,
      path: address.replace('https://api', ''),
      headers: headers as Record<string, string>,
      ...(typeof body === 'string' && { body }),
    };
    return new Promise<Response>((resolve, reject) => {
      const fails = () => page.life.do(() => reject(new TypeError('Failed to fetch')));
      signal?.addEventListener('abort', () => page.life.do(() => reject(signal.reason)));
      const send = async () => {
        if (!page.online() || faults.strikes('request lost')) return fails();
        if (faults.strikes('request hangs')) return;
        const { status, body: text } = await gateway.answer(asked);
        await timeline.rest(faults.hopMs(20));
        if (!page.online() || faults.strikes('answer lost')) return fails();
        if (faults.strikes('answer hangs')) return;
        page.life.do(() => {
          if (signal?.aborted) return;
          answers(asked, status, text);
          const ok = status >= 200 && status < 300;
          resolve({ ok, status, headers: new Headers(), text: async () => text } as Response);
        });
      };
      timeline.after(faults.hopMs(20), () => void send());
    });
  }) as typeof fetch;
}
