// Groups trace events by message: the retries of a request have different traces and belong to one message.

/** The steps that start an attempt at a hop. */
const ATTEMPTS = new Set(['received', 'called', 'read', 'delivering', 'published', 'sent']);

/** The messages, the newest last. */
export class TracedMessages {
  #byTrace = new Map();
  #byRequestHash = new Map();

  /** Adds events and returns the messages that changed. */
  add(events) {
    const changed = new Set();
    for (const event of events) changed.add(this.#addEvent(event));
    return changed;
  }

  #addEvent(event) {
    let message = this.#byTrace.get(event.trace);
    if (!message) {
      message = (event.requestHash && this.#byRequestHash.get(event.requestHash)) ?? { events: [] };
      this.#byTrace.set(event.trace, message);
      if (event.requestHash) this.#byRequestHash.set(event.requestHash, message);
    }
    const { events } = message;
    // A feed that reconnects starts over.
    if (!events.some((one) => one.at === event.at && one.hop === event.hop && one.step === event.step)) {
      events.push(event);
      events.sort((a, b) => a.at - b.at);
    }
    return message;
  }
}

/** The summary of a message in the list. */
export function summaryOf({ events }, hopNames) {
  const [first] = events;
  const startedAt = first.at;
  const hops = hopNames.map((hop) => {
    const here = events.filter((event) => event.hop === hop);
    return {
      hop,
      afterMs: here.length > 0 ? here[0].at - startedAt : undefined,
      tries: here.filter(({ step }) => ATTEMPTS.has(step) && !(hop === 'table' && step !== 'received')).length,
      faults: [...new Set(here.flatMap(({ fault }) => fault ?? []))],
    };
  });
  const answered = events.findLast(({ hop, step }) => hop === 'http' && step === 'answered')?.detail;
  const sent = events.filter(({ hop, step }) => hop === 'socket' && step === 'sent');
  return {
    name: events.find(({ hop, step }) => hop === 'http' && step === 'received')?.detail ?? first.trace,
    startedAt,
    lastMs: events.at(-1).at - startedAt,
    hops,
    tries: events.filter(({ hop, step }) => hop === 'http' && step === 'received').length,
    faults: events.filter(({ fault }) => fault).length,
    reached: sent.at(-1)?.detail,
    answered,
    isBackground: /^(?:GET|HEAD) /.test(first.detail ?? '') || (isDone(answered) && !isPublished(events)),
  };
}

// Answered without creating an entry (201): an entry is delivered later, even if its record has not been read yet.
function isDone(answered) {
  return answered === '200' || answered === '204';
}

function isPublished(events) {
  return events.some(({ hop }) => hop === 'stream');
}
