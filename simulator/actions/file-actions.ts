// Files: users pick them, send them with messages or leave them unsent, open links, and try what they may not.
import { newId, referenceTo } from '@parley/chat';
import { linksRequest, uploadApi } from '../../packages/web/api/files-api.ts';
import { FileUploads } from '../../packages/web/state/files/file-uploads.ts';
import { itemsOf } from '../backend/table-items.ts';
import { TABLES } from '../backend/table-names.ts';
import { logsOf } from '../checker/checker.ts';
import { checkFiles, type FileRecords, type RequestedLink } from '../checker/file-checker.ts';
import { keysOf, type Logs, type Violation } from '../checker/records.ts';
import type { Environment } from '../environment.ts';
import { BrowserFiles, bytesOf, putBytesIn } from '../page/browser-files.ts';
import type { Tab, TabDevice } from '../page/tab.ts';
import { type Action, type ActionKind, type ActionsOfKind, activeTab, settle, type Users } from './action-kind.ts';

/** Sizes of files; the largest is uploaded in parts. */
const SIZES = [1, 5_000, 2_000_000, 20_000_000] as const;

/** A user sends a file so much later at most, or never. */
const SENT_WITHIN_MS = 5_000;

/** Files that a message has at most here. */
const FILES_MAX = 3;

/** A file that a user knows, and the message that has it; 0 before there is one. */
type KnownFile = { channel: string; fileId: string; userId: string; seq: number };

/** Actions with files. */
class FileActions implements ActionsOfKind {
  readonly #environment: Environment;
  readonly #users: Users;
  readonly #pages = new Map<Tab, FileUploads>();
  readonly #browsers = new Map<TabDevice, BrowserFiles>();
  readonly #known = new Map<string, KnownFile>();
  /** Devices that still show a file that was removed: users do not send it. */
  readonly #removing = new Set<TabDevice>();
  readonly #records: FileRecords = {
    sent: new Map(),
    authors: new Map(),
    links: [],
    lastLinks: [],
    chat: [],
    objects: new Set(),
    chatAfterDays: [],
    objectsAfterDays: new Set(),
  };

  constructor(environment: Environment, users: Users) {
    this.#environment = environment;
    this.#users = users;
  }

  readonly actions: readonly Action[] = [
    [40, () => this.#pick()],
    [4, () => this.#remove()],
    [20, () => this.#openLink()],
    [15, () => this.#deleteMessage()],
    [8, () => this.#runWrongProgram()],
  ];

  startPage(tab: Tab): () => void {
    const { context, buckets } = this.#environment;
    const { chat, lifetime, device } = tab;
    const browser = this.#browsers.get(device) ?? new BrowserFiles(context);
    this.#browsers.set(device, browser);
    this.#removing.delete(device);
    const uploads = new FileUploads({
      api: uploadApi(chat),
      put: putBytesIn(context, buckets, { lifetime, online: () => device.online.peek() }),
      clock: lifetime,
      online: device.online,
      outbox: chat.outbox,
      openStorage: async () => browser.openIn(lifetime),
      random: this.#users.random.branch(tab.name).draw,
    });
    this.#pages.set(tab, uploads);
    void uploads.open();
    return () => {
      this.#pages.delete(tab);
      uploads.close();
    };
  }

  /** One page of each user opens every file that was ever sent in a channel of the user. */
  async finish(advance: (ms: number) => Promise<void>): Promise<void> {
    const { machine, buckets } = this.#environment;
    this.#records.chat = itemsOf(machine, TABLES.chat);
    this.#records.objects = new Set(buckets.files.keys());
    const keys = keysOf(this.#records.chat);
    for (const [channel, log] of logsOf(itemsOf(machine, TABLES.log)))
      for (const { seq, userId, files = [] } of log)
        for (const { fileId } of files) this.#known.set(fileId, { channel, fileId, userId, seq });
    const tabs = new Map(this.#users.tabs.map((tab) => [tab.device.user.userId, tab]));
    for (const file of this.#known.values())
      for (const [userId, tab] of tabs) {
        // Authors may open their own files before they are sent.
        if (!keys.has(`channel#${file.channel} member#${userId}`) || (file.seq === 0 && file.userId === userId))
          continue;
        this.#records.lastLinks.push(await settle(this.#requestLink(tab, file), advance));
      }
  }

  afterDays(): void {
    const { machine, buckets } = this.#environment;
    buckets.expire();
    this.#records.chatAfterDays = itemsOf(machine, TABLES.chat);
    this.#records.objectsAfterDays = new Set(buckets.files.keys());
  }

  check(logs: Logs): Violation[] {
    return checkFiles(this.#records, logs);
  }

  /** Picks a file for the next message of the open channel; its upload begins, and mostly it is sent soon. */
  #pick(): void {
    const tab = activeTab(this.#users);
    const uploads = tab && this.#pages.get(tab);
    const channel = tab?.conversation?.channel;
    if (!uploads || channel === undefined || uploads.tray(channel).length >= FILES_MAX) return;
    const { random } = this.#users;
    const fileId = newId();
    const size = random.pick(SIZES);
    const thumbnail = random.chance(0.5) ? { size: 10, type: 'image/jpeg' as const } : undefined;
    const { userId } = tab.device.user;
    this.#records.authors.set(fileId, userId);
    this.#known.set(fileId, { channel, fileId, userId, seq: 0 });
    this.#trace(tab, `picks a file of ${size} bytes for #${channel}: ${fileId}`);
    const file = { fileId, channel, name: `${fileId}.png`, type: 'image/png', size, ...(thumbnail && { thumbnail }) };
    const content = { file: bytesOf(size), ...(thumbnail && { thumbnail: bytesOf(thumbnail.size) }) };
    void uploads.add(file, content).catch((error: Error) => this.#trace(tab, `failed: ${error.message}`));
    if (random.chance(0.75)) tab.lifetime.after(random.draw() * SENT_WITHIN_MS, () => this.#send(tab));
  }

  /** Sends a message with all files that were picked in the open channel, which may still be uploaded. */
  #send(tab: Tab): void {
    const uploads = this.#pages.get(tab);
    const channel = tab.conversation?.channel;
    const files = channel === undefined ? [] : (uploads?.tray(channel) ?? []).map(referenceTo);
    if (channel === undefined || files.length === 0 || this.#removing.has(tab.device)) return;
    const text = `mf${this.#records.sent.size + 1}.`;
    const fileIds = files.map(({ fileId }) => fileId);
    this.#records.sent.set(text, fileIds);
    this.#environment.records.typed.push({ tab: tab.name, channel, text });
    this.#trace(tab, `posts ${JSON.stringify(text)} in #${channel} with ${fileIds.join(', ')}`);
    tab.outbox?.send(text, undefined, undefined, files);
  }

  /** Removes a file that was picked; its upload ends. */
  #remove(): void {
    const tab = activeTab(this.#users);
    const uploads = tab && this.#pages.get(tab);
    const channel = tab?.conversation?.channel;
    const [file] = channel === undefined ? [] : (uploads?.tray(channel) ?? []);
    if (!tab || !file) return;
    this.#trace(tab, `removes the file ${file.fileId}`);
    this.#removing.add(tab.device);
    void uploads?.remove(file.fileId).then(() => this.#removing.delete(tab.device));
  }

  /** Opens a file that is displayed, or one that was seen earlier, whose message may be deleted or in a channel that was left. */
  #openLink(): void {
    const tab = activeTab(this.#users);
    if (!tab) return;
    const { random } = this.#users;
    const screen = tab.screen();
    for (const { seq, userId, files = [] } of screen?.entries ?? [])
      for (const { fileId } of files) this.#known.set(fileId, { channel: screen?.channel ?? '', fileId, userId, seq });
    const files = [...this.#known.values()].filter(({ seq }) => seq > 0);
    const others = files.filter(({ channel }) => !tab.chat.channels.names.has(channel));
    if (files.length === 0) return;
    const file = random.pick(others.length > 0 && random.chance(0.7) ? others : files);
    this.#trace(tab, `opens the file ${file.fileId} of #${file.channel}`);
    void this.#requestLink(tab, file).then((link) => link.by > 0 && this.#records.links.push(link));
  }

  /** `by` is 0 if there was no link. */
  async #requestLink(tab: Tab, { channel, fileId, seq }: KnownFile): Promise<RequestedLink> {
    const { context, buckets } = this.#environment;
    const { userId } = tab.device.user;
    const link = { userId, channel, fileId, seq, at: context.clock.now(), by: 0, loaded: false };
    try {
      const { urls } = await linksRequest(tab.chat, '')(channel, [{ fileId, variant: 'original' }]);
      const [url] = urls;
      return url === undefined ? link : { ...link, by: context.clock.now(), loaded: buckets.get(url) === 200 };
    } catch {
      return link;
    }
  }

  /** Deletes an own message with files. */
  #deleteMessage(): void {
    const own = this.#users.tabs
      .filter(({ lifetime }) => !lifetime.suspended)
      .flatMap((tab) =>
        (tab.screen()?.entries ?? [])
          .filter(({ files = [], userId }) => files.length > 0 && userId === tab.device.user.userId)
          .map(({ seq, message }) => ({ tab, seq, message })),
      );
    if (own.length === 0) return;
    const { tab, seq, message } = this.#users.random.pick(own);
    if (message) this.#environment.records.withdrawn.add(message);
    this.#trace(tab, `deletes ${seq} of #${tab.conversation?.channel}, which has files`);
    tab.outbox?.delete(seq);
  }

  /** A program of the user posts a file of another user, or of another message. Both are rejected. */
  #runWrongProgram(): void {
    const tab = activeTab(this.#users);
    const screen = tab?.screen();
    if (!tab || !screen) return;
    const { userId } = tab.device.user;
    const others = [...this.#known.values()].filter((one) => one.userId !== userId || one.seq > 0);
    if (others.length === 0) return;
    const { fileId } = this.#users.random.pick(others);
    const body = { id: newId(), after: screen.entries.at(-1)?.seq ?? 0, message: 'not mine', files: [fileId] };
    this.#trace(tab, `runs a program that posts the file ${fileId} in #${screen.channel}`);
    tab.request('POST', `/channels/${screen.channel}/messages`, body).then(
      (status) => {
        if (status < 300)
          this.#environment.context.report('a file is in one message of its author', `${fileId} was posted again.`);
      },
      () => undefined,
    );
  }

  #trace(tab: Tab, event: string): void {
    this.#environment.context.addTrace(tab.name, event);
  }
}

export const FILE_ACTIONS: ActionKind = {
  name: 'files',
  share: 0.45,
  start: (environment, users) => new FileActions(environment, users),
};
