#!/usr/bin/env node
// The executable `parley-local`: checks the Node version and runs the command.
import { existsSync } from 'node:fs';

// Node 22.18 is the first that runs the sources of a checkout as they are; the published package needs 22.15.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const published = existsSync(new URL('./cli.js', import.meta.url));
if (major < 22 || (major === 22 && minor < (published ? 15 : 18))) {
  console.error(`parley-local needs Node 22.18 or newer; this is ${process.versions.node}.`);
  process.exitCode = 1;
} else await import(published ? './cli.js' : './cli.ts');
