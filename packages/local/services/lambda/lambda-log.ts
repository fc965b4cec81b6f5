// The lines that Lambda itself writes into a function's log.
import type { FunctionSettings } from './function-settings.ts';

/** What a call took. `initMs` is there for the first call of a thread. */
export type Took = { tookMs: number; heapMb: number; initMs: number | undefined };

/** Source: Lambda developer guide, "Viewing CloudWatch logs for Lambda functions". */
export function startLine({ logFormat }: FunctionSettings, requestId: string): string {
  if (logFormat === 'JSON') return platform('start', { requestId, version: '$LATEST' });
  return `START RequestId: ${requestId} Version: $LATEST`;
}

/** END and REPORT, or the one JSON line that stands for both. */
export function reportLines({ logFormat, memoryMb }: FunctionSettings, requestId: string, took: Took): string[] {
  const { tookMs, heapMb, initMs } = took;
  if (logFormat === 'JSON') {
    const metrics = {
      durationMs: round(tookMs),
      billedDurationMs: Math.ceil(tookMs),
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
    `Duration: ${tookMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(tookMs)} ms`,
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
