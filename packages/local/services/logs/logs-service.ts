// CloudWatch Logs on the laptop: what a log group is told is appended to a file in the data folder.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { LogFile } from './log-file.ts';

// Source: CloudWatch Logs quotas, event size: 1 MB.
const LONGEST_MESSAGE = 1_048_576;
// File systems take names of 255 bytes; a log group's may have 512 characters.
const LONGEST_FILE_NAME = 200;

/** One message of a group, as it is read back. */
export type Logged = { timestamp: string; stream: string; message: string };

/** All log groups of the engine. `folder` is where their files are; `say` hears once per group that it cannot be written. */
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

  /** Adds a message to a group; returns at once, never fails. A line break in it cannot forge a message of its own. */
  put(logGroup: string, stream: string, message: string): void {
    const timestamp = new Date(this.#clock.now()).toISOString();
    const text = message.slice(0, LONGEST_MESSAGE).replace(/\n$/, '').replaceAll('\n', '\n\t');
    this.#file(logGroup).append(`${timestamp} ${stream.replaceAll(/\s/g, '_')} ${text}\n`);
  }

  /** What a group was told, oldest first. */
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

  /** The file of a group, for people who want to look. */
  path(logGroup: string): string {
    return this.#file(logGroup).path;
  }

  /** Resolves when everything that was put is in its file. */
  async flush(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.flush()));
  }

  #file(logGroup: string): LogFile {
    const known = this.#files.get(logGroup);
    if (known) return known;
    const path = join(this.#folder, `${fileName(logGroup)}.log`);
    const failed = (error: unknown) => this.#say(`The log ${path} cannot be written: ${(error as Error).message}`);
    const file = new LogFile(path, failed);
    this.#files.set(logGroup, file);
    return file;
  }
}

/** The group that an ARN names: `arn:aws:logs:us-east-1:000000000000:log-group:/aws/x:*` is `/aws/x`. */
export function groupOf(logGroupArn: string): string {
  return /:log-group:([^:]+)/.exec(logGroupArn)?.[1] ?? logGroupArn;
}

/** A group's name without slashes; `+` cannot stand in a group's name, so that no two groups share a file. */
function fileName(logGroup: string): string {
  const name = logGroup.replaceAll('/', '+').replaceAll(/[^-+.#\w]/g, '~');
  if (name.length <= LONGEST_FILE_NAME) return name;
  return `${name.slice(0, LONGEST_FILE_NAME - 9)}~${createHash('sha256').update(logGroup).digest('hex').slice(0, 8)}`;
}

/** What a role needs to write a log. Service Authorization Reference, CloudWatch Logs. */
export const LOG_ACTIONS: readonly string[] = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** The ARN of a stream in a group. */
export function logStreamArn(group: string, stream: string): string {
  return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:${stream}`;
}
