// The public API of `cloud`: synthesizes the assembly that is deployed to AWS or run by the local engine.
import { existsSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import type { BudgetSettings } from './stack/budget.construct.ts';
import { bundleHandlers, bundleLambdas } from './stack/bundle.ts';
import { keyExpiry } from './stack/events.construct.ts';
import type { FileSettings } from './stack/files.construct.ts';
import type { OidcSettings } from './stack/oidc.ts';
import { ParleyStack } from './stack/parley.stack.ts';

export type SynthesisOptions = {
  /** The folder of the built page. */
  page: string;
  /** The folder of the bundles of the functions. They are made there unless it exists. */
  bundles: string;
  /** The folder for the assembly: `cdk.out`. */
  out: string;
  /** Bundles for fast rebuilds instead of fast cold starts. @default false */
  development?: boolean;
  now?: Date;
  logExecutionData?: boolean;
  callsPerSecond?: number;
  messagesPerMinute?: number;
  typingMembersMax?: number;
  presence?: boolean;
  linkPreviews?: boolean;
  files?: Partial<FileSettings>;
  openSignUp?: boolean;
  guests?: number;
  oidc?: OidcSettings;
  /** @default Parley */
  stackName?: string;
  alarmEmails?: string[];
  budget?: BudgetSettings;
  tags?: Record<string, string>;
};

export type { FileSettings, OidcSettings };
export { bundleLambdas };

/** Bundles the functions and synthesizes the stack into `out`. */
export async function synthesize(options: SynthesisOptions): Promise<void> {
  (await newApp(options)).synth();
}

/** Bundles the functions and makes the constructs without a synthesis: for checks that read the constructs. */
export async function newApp({
  page,
  bundles,
  out,
  now = new Date(),
  development,
  ...settings
}: SynthesisOptions): Promise<App> {
  const [log, signals] = await Promise.all([
    bundleHandlers('log'),
    bundleHandlers('signals'),
    existsSync(bundles) ? undefined : bundleLambdas(bundles, development),
  ]);
  const app = new App({ outdir: out, analyticsReporting: false });
  new ParleyStack(app, 'Parley', {
    page,
    bundles,
    handlers: { log, signals },
    keyExpires: keyExpiry(now),
    ...settings,
  });
  return app;
}
