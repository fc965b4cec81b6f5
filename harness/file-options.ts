// The options of the commands that say which files users may upload.
import type { FileSettings } from '@parley/cloud';
import { EngineError } from '@parley/local';

/** The options for files. */
export const FILE_OPTIONS = {
  'file-max-mb': { type: 'string' },
  'file-types': { type: 'string' },
  'files-mb-per-day': { type: 'string' },
} as const;

const MEGABYTE = 1024 * 1024;

/** Parses the options for files; what is not given has the default of the stack. */
export function parseFileOptions(
  values: {
    readonly [Option in keyof typeof FILE_OPTIONS]?: string | undefined;
  },
): { files?: Partial<FileSettings> } {
  const { 'file-max-mb': largest, 'file-types': types, 'files-mb-per-day': perDay } = values;
  const files: Partial<FileSettings> = {
    ...(largest !== undefined && { maxBytes: megabytes('file-max-mb', largest, 5_120) }),
    ...(types !== undefined && { types: parseTypes(types) }),
    ...(perDay !== undefined && { bytesPerDay: megabytes('files-mb-per-day', perDay, 1_048_576) }),
  };
  return Object.keys(files).length > 0 ? { files } : {};
}

function megabytes(option: string, text: string, most: number): number {
  if (/^\d{1,7}$/.test(text) && Number(text) <= most) return Number(text) * MEGABYTE;
  throw new EngineError('bad-option', `--${option} ${text}: a whole number of megabytes from 0 to ${most} is needed.`);
}

function parseTypes(text: string): string {
  if (text.split(',').every((one) => /^(?:\*|[a-z0-9.+-]+)\/(?:\*|[a-z0-9.+-]+)$/.test(one.trim()))) return text;
  throw new EngineError(
    'bad-option',
    `--file-types ${text}: media types separated by commas are needed, such as image/*,application/pdf.`,
  );
}
