// The compile cache of Node for the engine's worker threads.

/**
 * The environment variable of a thread that names the process's compile cache, if it has one: without it a thread compiles again,
 * from TypeScript on, what the process has compiled before. Node reads it when the thread starts.
 */
export function compileCache(): Record<string, string> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder ? { NODE_COMPILE_CACHE: folder } : {};
}
