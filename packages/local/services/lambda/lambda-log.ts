// The lines that Lambda itself writes to a function's log: START, END and REPORT.
import type { FunctionSettings } from './function-settings.ts';

/** The usage of one invocation. `initMs` is set for the first invocation of an environment. */
export type Usage = { durationMs: number; heapMb: number; initMs: number | undefined };

/** Source: Lambda developer guide, "Viewing CloudWatch logs for Lambda functions". */
export function startLine({ logFormat }: FunctionSettings, requestId: string): string {
  if (logFormat === 'JSON') return platform('start', { requestId, version: '$LATEST' });
  return `START RequestId: ${requestId} Version: $LATEST`;
}

/** END and REPORT, or the one JSON line in place of both. */
export function reportLines({ logFormat, memoryMb }: FunctionSettings, requestId: string, usage: Usage): string[] {
  const { durationMs, heapMb, initMs } = usage;
  if (logFormat === 'JSON') {
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

function platform(kind: string, record: Record<string, unknown>): string {
  return JSON.stringify({ time: new Date().toISOString(), type: `platform.${kind}`, record });
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
