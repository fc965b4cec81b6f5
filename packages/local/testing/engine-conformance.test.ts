// The engine passes the conformance suite, over HTTP and over TLS.
import { conformance } from '@parley/wire/conformance';
import { ABILITIES, startTarget } from './conformance-target.ts';

conformance(() => startTarget('HTTP'), ABILITIES);
conformance(() => startTarget('TLS'), ABILITIES);
