// CloudWatch Logs: the messages of a log group are appended to a file in the data folder.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { LogFile } from './log-file.ts';

// Source: CloudWatch Logs quotas, event size: 1 MB.
const MESSAGE_MAX = 1_048_576;
// File systems accept names of 255 bytes; the name of a log group may have 512 characters.
const FILE_NAME_MAX = 200;

/** One message of a log group. */
export type Logged = { timestamp: string; stream: string; message: string };

/** All log groups of the engine, as files in `folder`. `say` receives one line for each group that cannot be written. */
export class Logs {
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #say: (line: string) => void;
  readonly #files = new Map<string, LogFile>();

  constructor({ clock, folder, say = () => {} }: { clock: Clock; folder: string; say?: (line: string) => void }) {
    this.#clock = clock;
    this.#folder = folder;
    this.#say = say;
    mkdirSync(folder, { recursive: true });
  }

  /** Adds a message to a group. Returns at once and never fails. A line break in the message cannot forge another message. */
  put(logGroup: string, stream: string, message: string): void {
    const timestamp = new Date(this.#clock.now()).toISOString();
    const text = message.slice(0, MESSAGE_MAX).replace(/\n$/, '').replaceAll('\n', '\n\t');
    this.#file(logGroup).append(`${timestamp} ${stream.replaceAll(/\s/g, '_')} ${text}\n`);
  }

  /** The messages of a group, oldest first. */
  async tail(logGroup: string): Promise<Logged[]> {
    const logged: Logged[] = [];
    for (const line of await this.#file(logGroup).lines()) {
      const last = logged.at(-1);
      const [, timestamp, stream, message] = /^(\S+) (\S*) (.*)$/s.exec(line) ?? [];
      if (line.startsWith('\t') && last) last.message += `\n${line.slice(1)}`;
      else if (timestamp && stream !== undefined) logged.push({ timestamp, stream, message: message ?? '' });
    }
    return logged;
  }

  /** The path of a group's file, for users who want to read it. */
  path(logGroup: string): string {
    return this.#file(logGroup).path;
  }

  /** Resolves when all messages are in their files. */
  async flush(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.flush()));
  }

  #file(logGroup: string): LogFile {
    const known = this.#files.get(logGroup);
    if (known) return known;
    const path = join(this.#folder, `${fileName(logGroup)}.log`);
    const onFailure = (error: unknown) => this.#say(`The log ${path} cannot be written: ${(error as Error).message}`);
    const file = new LogFile(path, onFailure);
    this.#files.set(logGroup, file);
    return file;
  }
}

/** The group that an ARN names: `arn:aws:logs:us-east-1:000000000000:log-group:/aws/x:*` is `/aws/x`. */
export function groupOf(logGroupArn: string): string {
  return /:log-group:([^:]+)/.exec(logGroupArn)?.[1] ?? logGroupArn;
}

/** The group's name without slashes. A group's name cannot contain `+`, so no two groups share a file. */
function fileName(logGroup: string): string {
  const name = logGroup.replaceAll('/', '+').replaceAll(/[^-+.#\w]/g, '~');
  if (name.length <= FILE_NAME_MAX) return name;
  return `${name.slice(0, FILE_NAME_MAX - 9)}~${createHash('sha256').update(logGroup).digest('hex').slice(0, 8)}`;
}

/** The permissions that a role needs to write a log. Service Authorization Reference, CloudWatch Logs. */
export const LOG_ACTIONS: readonly string[] = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** The ARN of a stream in a group. */
export function logStreamArn(group: string, stream: string): string {
  return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:${stream}`;
}
