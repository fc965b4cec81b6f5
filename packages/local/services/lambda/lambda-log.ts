// The lines that Lambda itself writes to a function's log: START, END and REPORT, or in JSON those of the system log level.
import type { FunctionSettings } from './function-settings.ts';

/** How an invocation ended: `error` is one that the function returned, `failure` the end of its environment. */
export type InvocationStatus = 'success' | 'error' | 'failure' | 'timeout';

/** The usage of one invocation. `initMs` is set for the first invocation of an environment. */
export type Usage = { durationMs: number; heapMb: number; initMs: number | undefined; status: InvocationStatus };

/** The first lines of an invocation. Source: Lambda developer guide, "Viewing CloudWatch logs for Lambda functions". */
export function startLines({ logFormat, systemLogLevel }: FunctionSettings, requestId: string): string[] {
  if (logFormat !== 'JSON') return [`START RequestId: ${requestId} Version: $LATEST`];
  return omitsInfo(systemLogLevel) ? [] : [platform('start', { requestId, version: '$LATEST' })];
}

/** END and REPORT, or in JSON one line in place of both, whose level is WARN unless the status is `success`. */
export function reportLines(
  { logFormat, systemLogLevel, memoryMb }: FunctionSettings,
  requestId: string,
  { durationMs, heapMb, initMs, status }: Usage,
): string[] {
  if (logFormat === 'JSON') {
    if (status === 'success' && omitsInfo(systemLogLevel)) return [];
    const metrics = {
      durationMs: round(durationMs),
      billedDurationMs: Math.ceil(durationMs),
      memorySizeMB: memoryMb,
      maxMemoryUsedMB: heapMb,
    };
    return [
      platform('report', {
        requestId,
        metrics: { ...metrics, ...(initMs !== undefined && { initDurationMs: round(initMs) }) },
        status,
      }),
    ];
  }
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${heapMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
  ];
  return [`END RequestId: ${requestId}`, `${parts.join('\t')}\t`];
}

/** The line about an environment that ended during an invocation, and so could not log the reason itself. */
export function failureLine({ logFormat }: FunctionSettings, requestId: string, message: string): string {
  if (logFormat !== 'JSON') return `${requestId} ${message}`;
  return JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', requestId, message });
}

// Source: Lambda developer guide, "Log-level filtering": start and a successful report have the level INFO, the last of three.
function omitsInfo(systemLogLevel: string): boolean {
  return systemLogLevel === 'WARN';
}

function platform(kind: string, record: Record<string, unknown>): string {
  return JSON.stringify({ time: new Date().toISOString(), type: `platform.${kind}`, record });
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
