// The settings of files: what the operator has chosen, as the stack passes it to the function.
import {
  FILE_BYTES_PER_DAY,
  FILE_MAX_BYTES,
  FILE_OPEN_UPLOADS,
  FILE_TYPES,
  FILES_BUCKET,
  required,
} from '../environment.ts';

/** Which files users may upload. */
export type FileSettings = {
  bucket: string;
  /** The largest file, in bytes; 0 where files are switched off. */
  maxBytes: number;
  /** The allowed types, separated by commas. */
  types: string;
  bytesPerDay: number;
  openUploads: number;
};

/** Reads the settings from the environment of the function. */
export function readFileSettings(env: NodeJS.ProcessEnv = process.env): FileSettings {
  return {
    bucket: required(FILES_BUCKET, env),
    maxBytes: Number(required(FILE_MAX_BYTES, env)),
    types: required(FILE_TYPES, env),
    bytesPerDay: Number(required(FILE_BYTES_PER_DAY, env)),
    openUploads: Number(required(FILE_OPEN_UPLOADS, env)),
  };
}
