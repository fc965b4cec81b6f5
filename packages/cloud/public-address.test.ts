import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress } from './public-address.ts';

test('addresses of the machine, its network and the metadata of the cloud are not public, in IPv6 neither', () => {
  for (const address of ['8.8.8.8', '142.250.1.1', '2a00:1450:4001::200a'])
    assert.ok(isPublicAddress(address), address);
  for (const address of [
    '127.0.0.1',
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '172.16.0.1',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.251',
    '240.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    'fd00:ec2::254',
    'fec0::1',
    'ff02::1',
    'fe80::1',
    'fe80::1%eth0',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2001::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
    '100::1',
    '2002:7f00:1::',
    '2001:db8::1',
    'localhost',
  ])
    assert.ok(!isPublicAddress(address), address);
});
