// The whole engine answers the conformance suite, through either door.
import { conformance } from '@parley/wire/conformance';
import { ABILITIES, laptop } from './conformance-target.ts';

conformance(() => laptop('plain'), ABILITIES);
conformance(() => laptop('TLS'), ABILITIES);
