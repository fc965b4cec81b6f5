// What was noted, put together by message: a request that is sent again has another trace, and is the same message.

/** What begins a try at each hop. */
const BEGINS = { asked: true, called: true, read: true, delivers: true, published: true, sent: true };

/** The messages that are shown, the newest last. */
export class Messages {
  #byTrace = new Map();
  #bySame = new Map();

  /** Takes up what was noted, and returns the messages that it changed. */
  add(events) {
    const changed = new Set();
    for (const event of events) changed.add(this.#take(event));
    return changed;
  }

  #take(event) {
    let message = this.#byTrace.get(event.trace);
    if (!message) {
      message = (event.same && this.#bySame.get(event.same)) ?? { events: [] };
      this.#byTrace.set(event.trace, message);
      if (event.same) this.#bySame.set(event.same, message);
    }
    const { events } = message;
    // A feed that came back begins anew.
    if (!events.some((one) => one.at === event.at && one.hop === event.hop && one.what === event.what)) {
      events.push(event);
      events.sort((a, b) => a.at - b.at);
    }
    return message;
  }
}

/** What a row says of a message. */
export function summaryOf({ events }, hops) {
  const [first] = events;
  const begun = first.at;
  const stations = hops.map((hop) => {
    const here = events.filter((event) => event.hop === hop);
    return {
      hop,
      afterMs: here.length > 0 ? here[0].at - begun : undefined,
      tries: here.filter(({ what, hop: at }) => BEGINS[what] && !(at === 'table' && what !== 'asked')).length,
      faults: [...new Set(here.flatMap(({ fault }) => fault ?? []))],
    };
  });
  const answered = events.findLast(({ hop, what }) => hop === 'http' && what === 'answered')?.detail;
  const sent = events.filter(({ hop, what }) => hop === 'socket' && what === 'sent');
  return {
    name: events.find(({ hop, what }) => hop === 'http' && what === 'asked')?.detail ?? first.trace,
    begun,
    lastMs: events.at(-1).at - begun,
    stations,
    tries: events.filter(({ hop, what }) => hop === 'http' && what === 'asked').length,
    faults: events.filter(({ fault }) => fault).length,
    reached: sent.at(-1)?.detail,
    answered,
    isAside: /^(?:GET|HEAD) /.test(first.detail ?? '') || (isDone(answered) && !travels(events)),
  };
}

// Answered, and not with something new (201): what made something is on its way, however late its record is read.
function isDone(answered) {
  return answered === '200' || answered === '204';
}

function travels(events) {
  return events.some(({ hop }) => hop === 'stream');
}
